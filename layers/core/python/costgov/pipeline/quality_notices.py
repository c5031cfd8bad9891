"""Notices that forecasts became worse: claimed when they do, told with the run, closed after.

One is told once for each series and kind of fall; it is told again only if the series has
recovered in between. All that begin on a day go in one message.
"""

from datetime import datetime

from costgov.domain.accuracy_ledger import AccuracySummary, DriftingSeries
from costgov.domain.notices import QualityNotice
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.accuracy_records import notice_sort, quality_notices


def claim_and_close(control: DocumentStore, summary: AccuracySummary, now: datetime) -> None:
    """Claim a notice for every fall that has none, and close those that have recovered.

    Raises:
        StoreError: the control table refused.
    """
    table, currency = quality_notices(control), summary.currency
    known = {notice_sort(one): one for one in table.all(currency)}
    falling = {notice_sort(one): one for one in _notices(summary, now)}
    for sort, notice in falling.items():
        if sort not in known or known[sort].state == "over":
            table.put(notice, sort, currency)
    for sort, notice in known.items():
        if sort not in falling and notice.state != "over":
            over = notice.model_copy(update={"state": "over", "over_at": now})
            table.put(over, sort, currency)


def _notices(summary: AccuracySummary, now: datetime) -> list[QualityNotice]:
    return [_notice(summary.currency, one, now) for one in summary.drifting]


def _notice(currency: str, drifting: DriftingSeries, now: datetime) -> QualityNotice:
    return QualityNotice(currency=currency, drifting=drifting, state="pending", claimed_at=now)
