"""The weekly message of what would save most: one per week, currency and channel that wants it.

It is no alert: it opens nothing and is not resolved. Its id is the week's, so that the outbox and
its proofs keep a second run from telling it twice.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.alert import Alert, Happening, News, alert_id
from costgov.domain.alerting.channels import AlertPolicy, WeeklyAdvice
from costgov.domain.alerting.signal import (
    Driver,
    Fact,
    Link,
    RuleKind,
    Severity,
    Signal,
    Subject,
)
from costgov.domain.backlog.recommendation import Row
from costgov.domain.backlog.standing import Stance, standing
from costgov.domain.backlog.summary import BacklogSummary
from costgov.domain.money import display, exact_sum
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import backlog_records
from costgov.pipeline.alerting.holding import Hold, hold
from costgov.pipeline.alerting.outbox import put_item

RULE: Final = "top-recommendations"
_UNDECIDED: Final = frozenset({Stance.OPEN, Stance.REOPENED})
_CENT: Final = Decimal("0.01")


def queue_weekly(
    results: DocumentStore, control: DocumentStore, policy: AlertPolicy, now: datetime
) -> int:
    """Queue this week's message where it is due; returns how many items are new.

    From the configured weekday on, so that a run that was missed makes it late and not lost. It
    waits for the end of quiet hours, and is not put into a digest: its buttons would be lost.

    Raises:
        StoreError: a store refused; doing it again tells nothing twice.
    """
    wanted = policy.weekly_recommendations
    today = now.astimezone(UTC).date()
    if wanted is None or today.isoweekday() < wanted.isoweekday:
        return 0
    queued = 0
    for signal in _signals(results, control, wanted, today):
        news = _news(signal, now)
        for channel in wanted.channels:
            due = Hold(hold(news, channel, policy, now).not_before)
            queued += put_item(control, channel, news, due, now)
    return queued


def _news(signal: Signal, now: datetime) -> News:
    alert = Alert(id=alert_id(signal), signal=signal, opened_at=now, updated_at=now, news=1)
    return News(alert=alert, what=Happening.OPENED, sequence=1, at=now)


def _signals(
    results: DocumentStore, control: DocumentStore, wanted: WeeklyAdvice, today: date
) -> Iterator[Signal]:
    try:
        summary = backlog_records.backlog_summaries(results).get(backlog_records.ONLY)
    except NotFound:
        return
    by_currency: dict[str, list[Row]] = defaultdict(list)
    for row in _undecided(results, control, summary):
        if row.currency and _saving(row) >= max(wanted.minimum, _CENT):
            by_currency[row.currency].append(row)
    for currency, rows in sorted(by_currency.items()):
        largest = sorted(rows, key=lambda row: (-_saving(row), row.id))
        yield _signal(currency, largest[: wanted.top], rows, summary, today)


def _undecided(
    results: DocumentStore, control: DocumentStore, summary: BacklogSummary
) -> Iterator[Row]:
    said = {one.id: one for one in backlog_records.decisions(control).all()}
    for page in backlog_records.backlog_pages(results).all():
        for row in page.rows:
            if standing(row.life, said.get(row.id), summary.as_of).state in _UNDECIDED:
                yield row


def _signal(
    currency: str, top: Sequence[Row], rows: Sequence[Row], summary: BacklogSummary, today: date
) -> Signal:
    saved, in_all = (exact_sum(_saving(row) for row in some) for some in (top, rows))
    year, week, _ = today.isocalendar()
    count = "1 recommendation" if len(top) == 1 else f"{len(top)} recommendations"
    return Signal(
        rule=RULE,
        kind=RuleKind.RECOMMENDATION,
        subject=Subject(currency=currency),
        period=f"{year}-W{week:02}",
        severity=Severity.MEDIUM,
        title=f"{count} would save {display(saved, currency)} a month",
        why="once a week, what saves most of what nobody has decided on",
        facts=(
            Fact(
                label="Undecided",
                text=f"{len(rows)} in all, {display(in_all, currency)} a month",
            ),
        ),
        drivers=tuple(_driver(row) for row in top),
        since=summary.as_of,
        as_of=summary.as_of,
        advice="Approve what may be done; that is recorded, and nothing is changed by it.",
        links=(
            Link(label="All of them", address="/v1/recommendations"),
            Link(label="In which order", address="/v1/recommendations/roadmap"),
        ),
    )


def _driver(row: Row) -> Driver:
    place = f"{row.owner}, {row.account_id}" if row.owner != row.account_id else row.account_id
    name = f"{row.title}: {row.name} ({place}; effort {row.effort}, risk {row.risk})"
    return Driver(name=name, amount=_saving(row), id=row.id)


def _saving(row: Row) -> Decimal:
    return row.saving or Decimal(0)
