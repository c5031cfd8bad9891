"""The product's own use of AWS: noted by every invocation, added up by day, priced.

A note is written under a key of its own, so that a hundred invocations at a time never meet. One
that is killed notes nothing; its use is missing here.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from costgov.domain.cost_queries import BackFill
from costgov.domain.own_cost import OwnCost, OwnCostSummary, UsageRecord, own_cost, summarised
from costgov.domain.period import ONE_DAY, Month
from costgov.domain.prices import list_prices
from costgov.domain.runs import COST_EXPLORER, Run
from costgov.domain.usage import Usage, added
from costgov.errors import NotFound, RequestCapReached
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records

# Notes are of no use once their days are added up; a stopped schedule may delay that.
_KEEP: Final = timedelta(days=35)


def note_usage(
    control: DocumentStore, function: str, invocation: str, usage: Usage, now: datetime
) -> None:
    """Keep what one invocation used, under the UTC day it ended on.

    Raises:
        StoreError: the table refused.
    """
    record = UsageRecord(function=function, usage=usage)
    table, sort = records.usages(control), f"{function}#{invocation}"
    table.put(record, sort, _part(now.date()), expires_at=now + _KEEP)


def settle(control: DocumentStore, now: datetime) -> OwnCost:
    """Price every day that is not complete yet, up to and including today's so far.

    Raises:
        StoreError: the table refused.
    """
    today = now.date()
    table = records.own_costs(control)
    for day in _open_days(table.newest(), today):
        notes = records.usages(control).all(_part(day))
        usage = added(note.usage for note in notes)
        priced = own_cost(day, usage, list_prices(), complete=day < today)
        table.put(priced, records.day_sort(day))
    return priced


def _open_days(newest: OwnCost | None, today: date) -> Iterator[date]:
    day = max(newest.day, today - _KEEP) if newest else today
    while day < today:
        yield day
        day += ONE_DAY
    yield today


def own_cost_summary(control: DocumentStore) -> OwnCostSummary | None:
    """The latest day, the one before and their month; None before the first run.

    Raises:
        StoreError: the table refused.
    """
    table = records.own_costs(control)
    newest = table.newest()
    if newest is None:
        return None
    month = Month.of(newest.day)
    # The month before gives the latest complete days when a month is young.
    days = [*table.all(prefix=str(month.shift(-1))), *table.all(prefix=str(month))]
    return summarised(days, _back_fill(control))


def _back_fill(control: DocumentStore) -> BackFill | None:
    try:
        return records.back_fills(control).get(COST_EXPLORER)
    except NotFound:
        return None


def limit_reached(cost: OwnCost, run: Run, usd_a_day: Decimal) -> bool:
    """Whether the day cost more than configured, or a source's daily cap stopped the run."""
    capped = any(gap.reason == RequestCapReached.reason for gap in run.gaps)
    return capped or cost.usd > usd_a_day


def _part(day: date) -> str:
    return records.day_sort(day)
