"""Collects the measures whose metrics live in one account and region, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from costgov.domain.daily_values import DailyValues
from costgov.domain.measures import CloudWatchSource, Measure, measured
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import COLLECT_RESOURCES, Gap, Target
from costgov.errors import SourceError
from costgov.gateways.ports import DocumentStore, Inventory
from costgov.pipeline.measure_store import keep_values, last_day
from costgov.pipeline.use_records import measures

NO_POINTS: Final = "no-points"
BEYOND: Final = "beyond-range"
# CloudWatch keeps hourly points, and what is made of them, for 455 days.
HISTORY: Final = timedelta(days=400)
# The last days are read again: points may come late.
AGAIN: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class MeasuresRead:
    """How many measures a target should give, how many it gave, and what is missing."""

    expected: int
    got: int
    gaps: tuple[Gap, ...]


def collect_measures(
    inventory: Inventory,
    stores: tuple[DocumentStore, DocumentStore],
    target: Target,
    as_of: date,
    now: datetime,
) -> MeasuresRead:
    """Store the values of the target's measures up to the day before `as_of`.

    The first time 400 days are read, then those since the last stored one. Each is stored as it is
    read. One that CloudWatch refuses, or has never had a point of, is a gap: its name or dimensions
    are wrong, most likely. What keeps the whole account from being read ends it with one gap.

    Args:
        stores: the results and the control table.

    Raises:
        StoreError: values could not be read or written.
    """
    results, control = stores
    sources = {
        one.name: one.source
        for one in measures(control).all()
        if isinstance(one.source, CloudWatchSource) and one.source.target == target
    }
    lasts = {name: last_day(results, name) for name in sources}
    windows = {name: _window(last, as_of) for name, last in lasts.items()}
    wanted = {name: source for name, source in sources.items() if len(windows[name])}
    gaps: list[Gap] = []
    got = len(sources) - len(wanted)
    try:
        for name, source in wanted.items():
            found = _asked(inventory, target, name, source, windows[name])
            if isinstance(found, SourceError):
                gaps.append(_gap(target, as_of, found.reason, f"measure {name}: {found}"))
                continue
            values = _kept(found or {})
            keep_values(results, name, values, now)
            if wrong := _wrong(found, values, first=lasts[name] is None):
                gaps.append(_gap(target, as_of, wrong[0], f"measure {name}: {wrong[1]}"))
            else:
                got += 1
    except SourceError as error:
        gaps.append(_gap(target, as_of, error.reason, f"measures: {error}"))
    return MeasuresRead(len(sources), got, tuple(gaps))


def _asked(
    inventory: Inventory, target: Target, name: str, source: CloudWatchSource, window: Window
) -> DailyValues | SourceError | None:
    """The measure's values, or why CloudWatch refuses this one; None if points were withheld.

    Raises:
        SourceError: of a kind that has nothing to do with the measure.
    """
    try:
        return inventory.values(target, {name: source}, {name: window}).get(name)
    except SourceError as error:
        if type(error) is SourceError:
            return error
        raise


def _window(last: date | None, as_of: date) -> Window:
    start = as_of - HISTORY if last is None else min(last - AGAIN, as_of)
    return Window(min(max(start, as_of - HISTORY), as_of), as_of)


def _kept(values: DailyValues) -> dict[date, Decimal]:
    every = {day: measured(value) for day, value in values.items()}
    return {day: value for day, value in every.items() if value is not None}


def _wrong(found: DailyValues | None, kept: DailyValues, *, first: bool) -> tuple[str, str] | None:
    """Reason and sentence of what is missing of a measure's values."""
    if found is None:
        return "incomplete-metrics", "not all of its points were given"
    if too_large := len(found) - len(kept):
        return BEYOND, f"values of 10^18 or more are left out: {too_large}"
    return (NO_POINTS, "CloudWatch has no points of it") if first and not found else None


def unread(some: Sequence[Measure], targets: Sequence[Target], as_of: date) -> list[Gap]:
    """Measures of CloudWatch whose account and region no run looks at."""
    return [
        _gap(
            one.source.target,
            as_of,
            "no-target",
            f"measure {one.name}: no run looks at this account and region",
        )
        for one in some
        if isinstance(one.source, CloudWatchSource) and one.source.target not in targets
    ]


def _gap(target: Target, as_of: date, reason: str, detail: str) -> Gap:
    return Gap(
        step=COLLECT_RESOURCES,
        target=str(target),
        reason=reason,
        detail=detail,
        retry_after=as_of + ONE_DAY,
    )
