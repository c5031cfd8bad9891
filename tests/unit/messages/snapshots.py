"""What messages look like, as readable files: running this module writes them.

The tests compare with them, so that a change of words is seen as such in a review.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from costgov.domain.alerting.alert import AlertState, News
from costgov.pipeline.alerting.texts import digest_subject, digest_text, subject_of, text_of

from tests.unit.messages import told

FOLDER: Final = Path(__file__).parents[2] / "data" / "messages"
NEWS: Final[Mapping[str, News]] = {
    "anomaly-opened": told.opened(),
    "anomaly-updated": told.updated(),
    "anomaly-acknowledged": told.decided(),
    "anomaly-snoozed": told.decided(
        AlertState.SNOOZED,
        "arn:aws:sts::111122223333:assumed-role/Operators/jane",
        snoozed_until=told.OPENED.replace(day=28),
    ),
    "anomaly-resolved": told.resolved(),
    "budget-reached": told.news(told.budget(), owner="finance"),
}


def email(news: News) -> str:
    """Subject and body, as they are shown one below the other."""
    return f"Subject: {subject_of(news)}\n\n{text_of(news)}"


def snapshots() -> dict[str, Callable[[], str]]:
    """File names and what makes their text."""
    files: dict[str, Callable[[], str]] = {
        f"{name}.txt": lambda news=news: email(news) for name, news in NEWS.items()
    }
    held = told.held()
    files["digest.txt"] = lambda: f"Subject: {digest_subject(held)}\n\n{digest_text(held)}"
    return files


if __name__ == "__main__":
    for name, made in snapshots().items():
        (FOLDER / name).write_text(made(), "utf-8")
