"""What messages look like, as readable files: running this module writes them.

The tests compare with them, so that a change of words is seen as such in a review.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from costgov.domain.alerting.alert import AlertState, News
from costgov.pipeline.alerting.texts import digest_subject, digest_text, subject_of, text_of
from costgov.pipeline.channels.slack_blocks import (
    Look,
    SlackMessage,
    first_message,
    update_message,
)
from costgov.pipeline.channels.slack_digest import digest_message

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
    "weekly-recommendations": told.weekly(),
}

LOOK: Final = Look(mention="<!subteam^S0PLATFORM>", buttons=True)


def email(news: News) -> str:
    """Subject and body, as they are shown one below the other."""
    return f"Subject: {subject_of(news)}\n\n{text_of(news)}"


def slack(message: SlackMessage) -> str:
    """A message as it is posted."""
    fields = {"text": message.text, "blocks": message.blocks}
    return json.dumps(fields, indent=1, ensure_ascii=False) + "\n"


def snapshots() -> dict[str, Callable[[], str]]:
    """File names and what makes their text."""
    files: dict[str, Callable[[], str]] = {
        f"{name}.txt": partial(email, news) for name, news in NEWS.items()
    }
    for name, news in NEWS.items():
        look = LOOK if news.alert.owner == "platform" else Look(buttons=True)
        files[f"{name}.slack.json"] = partial(slack, first_message(news, look))
    files["anomaly-updated.slack-thread.json"] = lambda: slack(update_message(told.updated(), LOOK))
    files["anomaly-resolved.slack-thread.json"] = lambda: slack(
        update_message(told.resolved(), LOOK)
    )
    held = told.held()
    files["digest.slack.json"] = lambda: slack(digest_message(held))
    files["digest.txt"] = lambda: f"Subject: {digest_subject(held)}\n\n{digest_text(held)}"
    return files


if __name__ == "__main__":
    for name, made in snapshots().items():
        (FOLDER / name).write_text(made(), "utf-8")
