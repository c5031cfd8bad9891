"""Notes what a new reading or a replaced file changes in months that were over."""

from collections.abc import Collection, Iterable
from datetime import datetime

from costgov.domain.costs import ORG, TOTAL, MonthCost, SeriesKey
from costgov.domain.period import Month, Window
from costgov.domain.restatements import Correction, corrections
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline import records


def note_corrections(
    control: DocumentStore,
    costs: CostStore,
    source: str,
    facts: Iterable[MonthCost],
    *,
    over: Collection[Month],
    closed: Collection[Month],
    noted_at: datetime,
) -> list[Correction]:
    """Record how `facts` change the stored totals of months; call it before they are replaced.

    `facts` are all of the source's facts of these months, `over` the months that had ended when
    they were stored, `closed` those after whose close this is. A change that was noted and then
    not stored, because the write failed, is not noted again.

    Raises:
        StoreError: the totals could not be read or the note not written.
    """
    if not over:
        return []
    found = corrections(
        source,
        _stored(costs, source, over),
        [fact for fact in facts if _is_total(fact) and fact.month in over],
        closed=closed,
        noted_at=noted_at,
    )
    new = [correction for correction in found if not _noted(control, correction)]
    for correction in new:
        records.corrections(control).put(
            correction, records.correction_sort(correction), correction.currency
        )
    return new


def _is_total(fact: MonthCost) -> bool:
    return fact.key.scope == ORG and fact.key.dimension == TOTAL


def _stored(costs: CostStore, source: str, months: Collection[Month]) -> list[MonthCost]:
    window = Window(min(months).first, max(months).shift(1).first)
    currencies = {ledger.currency for ledger in costs.ledgers() if ledger.source == source}
    return [
        fact
        for currency in sorted(currencies)
        for fact in costs.months(SeriesKey(currency, ORG, TOTAL), window)
        if fact.source == source and fact.month in months
    ]


def _noted(control: DocumentStore, correction: Correction) -> bool:
    """Whether the newest correction of the month tells of this very change already."""
    table = records.corrections(control)
    noted, _ = table.page(correction.currency, prefix=f"{correction.month}#", newest_first=True)
    same = (one for one in noted if one.source == correction.source)
    newest = next(same, None)
    return newest is not None and newest.changes == correction.changes
