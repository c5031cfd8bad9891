"""Which day a tick belongs to and which days its run looks at.

A run is keyed by the day a clock on the wall in the schedule's time zone shows when the tick was
due. Keyed by the UTC day instead, the ticks of 01:30 in Berlin on 29 and 30 March 2026 (00:30Z and
23:30Z of the same UTC day) would look like one, and the second day would never be collected.
"""

from collections.abc import Sequence
from datetime import date

from costgov.domain.costs import Ledger
from costgov.domain.period import ONE_DAY, Month, Window, local_day, parse_day, parse_instant
from costgov.domain.runs import COLLECT_COSTS, Run, RunStatus
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.settings import RunSettings

_PAGE = 50


def run_days(as_of: str | None, due: str, zone: str) -> tuple[date, date]:
    """The UTC billing day to analyse as of, and the calendar day that names the run.

    Raises:
        InvalidInput: `as_of` or `due` is neither a day nor an instant.
    """
    if as_of is not None and "T" not in as_of:
        day = parse_day(as_of)
        return day, day
    instant = parse_instant(as_of or due)
    return instant.date(), local_day(instant, zone)


def run_window(
    as_of: date, ledgers: Sequence[Ledger], settings: RunSettings, watermark: date | None
) -> Window:
    """From the first of the previous month, because AWS restates; further back to catch up.

    A first run back-fills; days since the last good run are always inside.
    """
    known = [ledger for ledger in ledgers if ledger.source == settings.cost_source]
    previous = Month.of(as_of).shift(-1)
    if not known and settings.cost_source == "cost_explorer":
        previous = Month.of(as_of).shift(-settings.backfill_months)
    elif watermark is not None:
        previous = min(previous, Month.of(watermark))
    return Window(previous.first, as_of + ONE_DAY)


def watermark(control: DocumentStore, run_id: str) -> date | None:
    """The as-of day of the newest earlier run whose costs were collected completely."""
    after = None
    while True:
        runs, after = records.runs(control).page(after=after, newest_first=True, limit=_PAGE)
        for run in runs:
            if run.run_id < run_id and _costs_complete(run):
                return run.as_of
        if after is None:
            return None


def _costs_complete(run: Run) -> bool:
    closed = run.status in {RunStatus.OK, RunStatus.PARTIAL}
    return closed and all(gap.step != COLLECT_COSTS for gap in run.gaps)
