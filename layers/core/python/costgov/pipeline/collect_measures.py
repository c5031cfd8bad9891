"""Collects the measures whose metrics live in one account and region, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from costgov.domain.measures import CloudWatchSource, Measure
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import COLLECT_RESOURCES, Gap, Target
from costgov.errors import SourceError
from costgov.gateways.ports import DocumentStore, Inventory
from costgov.pipeline.measure_store import keep_values, last_day
from costgov.pipeline.use_records import measures

NO_POINTS: Final = "no-points"
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

    The first time 400 days are read, then those since the last stored one. A measure that
    CloudWatch has never had a point of is a gap: its name or dimensions are wrong, most likely.

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
    if not wanted:
        return MeasuresRead(len(sources), len(sources), ())
    try:
        found = inventory.values(target, wanted, windows)
    except SourceError as error:
        gap = _gap(target, as_of, error.reason, f"measures: {error}")
        return MeasuresRead(len(sources), len(sources) - len(wanted), (gap,))
    for name, values in found.items():
        keep_values(results, name, values, now)
    gaps = tuple(
        _gap(target, as_of, *_missing(name, answered=name in found))
        for name in wanted
        if name not in found or (lasts[name] is None and not found[name])
    )
    return MeasuresRead(len(sources), len(sources) - len(gaps), gaps)


def _window(last: date | None, as_of: date) -> Window:
    start = as_of - HISTORY if last is None else min(last - AGAIN, as_of)
    return Window(min(max(start, as_of - HISTORY), as_of), as_of)


def _missing(name: str, *, answered: bool) -> tuple[str, str]:
    if answered:
        return NO_POINTS, f"measure {name}: CloudWatch has no points of it"
    return "incomplete-metrics", f"measure {name}: not all of its points were given"


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
