"""Notices that forecasts became worse: claimed when they do, told with the run, closed after.

One is told once for each series and kind of fall; it is told again only if the series has
recovered in between. All that begin on a day go in one message.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from costgov.domain.accuracy import ForecastSeries
from costgov.domain.accuracy_ledger import AccuracySummary, DriftingSeries, DriftKind
from costgov.domain.costs import TOTAL
from costgov.domain.notices import QualityNotice
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.accuracy_records import notice_sort, quality_notices
from costgov.pipeline.alerting.plain import body_text, plain, subject_text
from costgov.pipeline.messages import Notification

SHOWN: Final = 50
_AGAINST: Final[Mapping[DriftKind, str]] = {
    "worse-than-before": "{reference:.1%} before",
    "worse-than-naive": "{reference:.1%} if the week before had just been repeated",
}


def claim_and_close(control: DocumentStore, summary: AccuracySummary, now: datetime) -> None:
    """Claim a notice for every fall that has none, and close those that have recovered.

    Raises:
        StoreError: the control table refused.
    """
    table = quality_notices(control)
    stored = (one for one in table.all() if one.currency == summary.currency)
    known = {notice_sort(one): one for one in stored}
    falling = {notice_sort(one): one for one in _notices(summary, now)}
    for sort, notice in falling.items():
        if sort not in known or known[sort].state == "over":
            table.put(notice, sort)
    for sort, notice in known.items():
        if sort not in falling and notice.state != "over":
            over = notice.model_copy(update={"state": "over", "over_at": now})
            table.put(over, sort)


def _notices(summary: AccuracySummary, now: datetime) -> list[QualityNotice]:
    return [_notice(summary.currency, one, now) for one in summary.drifting]


def _notice(currency: str, drifting: DriftingSeries, now: datetime) -> QualityNotice:
    return QualityNotice(currency=currency, drifting=drifting, state="pending", claimed_at=now)


type Due = tuple[Notification, Callable[[str], None]]


def due_quality(control: DocumentStore, now: datetime) -> list[Due]:
    """One notification for all that has been claimed and not sent, and how to mark it as sent."""
    table = quality_notices(control)
    pending = [one for one in table.all() if one.state == "pending"]
    by_currency: dict[str, list[QualityNotice]] = defaultdict(list)
    for one in pending:
        by_currency[one.currency].append(one)

    def mark(told: Sequence[QualityNotice]) -> Callable[[str], None]:
        def sent(message_id: str) -> None:
            update = {"state": "sent", "sent_at": now, "message_id": message_id}
            for notice in told:
                table.put(notice.model_copy(update=update), notice_sort(notice))

        return sent

    return [(quality_notification(told), mark(told)) for _, told in sorted(by_currency.items())]


def quality_notification(told: Sequence[QualityNotice]) -> Notification:
    """The notification that forecasts of one currency have become worse."""
    currency = told[0].currency
    named = {_name(notice.drifting.series) for notice in told}
    what = min(named) if len(named) == 1 else f"{len(named)} series"
    lines = [
        "Forecasts of the next seven days miss by more than they did (WAPE, median of the recent",
        "forecasts whose days have settled):",
        "",
        *(f"  {_line(notice.drifting)}" for notice in told[:SHOWN]),
        *([f"  and {len(told) - SHOWN} more"] if len(told) > SHOWN else []),
        "",
        "To do:  look for what has changed in how the money is spent (GET /v1/anomalies); until",
        "        they recover, read the intervals and not only the expected amount.",
        "More:   GET /v1/accuracy",
        "",
        "This is told once; it is told again only if it comes back after having recovered.",
    ]
    return Notification(
        subject=subject_text(f"Cost Governor: {currency} forecasts of {what} have become worse"),
        body=body_text("\n".join(lines) + "\n"),
        attributes={"kind": "quality", "cause": "drift", "severity": "low"},
    )


def _line(drifting: DriftingSeries) -> str:
    drift = drifting.drift
    against = _AGAINST[drift.kind].format(reference=drift.reference)
    return f"{_name(drifting.series)}: {drift.wape:.1%} instead of {against}"


def _name(series: ForecastSeries) -> str:
    if series.dimension == TOTAL:
        return "all costs"
    return plain(f"{series.dimension} {series.value or '(none)'}")
