"""Anomalies as the report shows them: the recent and the open ones, newest first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.costs import COST_CATEGORY_PREFIX, TAG_PREFIX, TOTAL
from costgov.domain.insights import AnomalyEvent, Driver
from costgov.domain.money import EXACT
from costgov.domain.period import Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.reporting.text import DASH, clean, isolated

# An event that began earlier and is still open would be news of the last season, not of today.
LOOKBACK = timedelta(days=92)
DRIVERS = 4
SHOWN = 20


@dataclass(frozen=True, slots=True)
class AnomalyRow:
    """An event with the number it has on the chart."""

    number: int
    event: AnomalyEvent

    @property
    def noun(self) -> str:
        """What kind of thing moved: `service`, `tag team`, or nothing for all costs."""
        return dimension_noun(self.event.dimension)

    @property
    def levels(self) -> list[tuple[str, list[Driver]]]:
        """Drivers by level, the strongest of each first."""
        levels: dict[str, list[Driver]] = defaultdict(list)
        for driver in self.event.drivers:
            levels[driver.dimension].append(driver)
        return [
            (dimension_noun(name), sorted(found, key=lambda one: -abs(one.impact))[:DRIVERS])
            for name, found in levels.items()
        ]


def dimension_noun(dimension: str) -> str:
    """A dimension in words: `usage type`, `tag team`, `cost category Unit`."""
    if dimension.startswith(TAG_PREFIX):
        return f"tag {dimension.removeprefix(TAG_PREFIX)}"
    if dimension.startswith(COST_CATEGORY_PREFIX):
        return f"cost category {dimension.removeprefix(COST_CATEGORY_PREFIX)}"
    return dimension.replace("_", " ")


def series_name(dimension: str, value: str | None) -> str:
    """The name of a series inside a sentence."""
    if dimension == TOTAL:
        return "all costs"
    return isolated(value) if value else f"no {clean(dimension_noun(dimension))}"


def anomaly_rows(results: DocumentStore, currency: str, window: Window) -> tuple[AnomalyRow, ...]:
    """Events that began by the window's end and are open or touch the window."""
    events = [
        event
        for event in _recent(results, currency, window)
        if event.start < window.end and (event.ongoing or event.end >= window.start)
    ]
    events.sort(key=lambda event: (-event.start.toordinal(), -abs(event.impact), event.id))
    return tuple(AnomalyRow(number, event) for number, event in enumerate(events, start=1))


def _recent(results: DocumentStore, currency: str, window: Window) -> list[AnomalyEvent]:
    oldest = (window.start - LOOKBACK).isoformat()
    table, after = records.anomalies(results), None
    found: list[AnomalyEvent] = []
    while True:
        page, after = table.page(currency, after=after, newest_first=True)
        found += [event for event in page if records.anomaly_sort(event) >= oldest]
        if after is None or after < oldest:
            return found


def badges(rows: Sequence[AnomalyRow]) -> Mapping[date, str]:
    """What the chart writes over a day: the numbers of the events that began on it.

    Numbers of one day follow each other, so many of them are a range.
    """
    by_day: dict[date, list[AnomalyRow]] = defaultdict(list)
    for row in rows:
        by_day[row.event.start].append(row)
    return {day: _badge([row.number for row in found]) for day, found in by_day.items()}


def _badge(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{min(numbers)}{DASH}{max(numbers)}"


def largest(rows: Sequence[AnomalyRow]) -> AnomalyRow | None:
    """The open event with the largest impact."""
    ongoing = [row for row in rows if row.event.ongoing]
    return max(ongoing, key=lambda row: abs(row.event.impact), default=None)


def within_range(event: AnomalyEvent) -> tuple[Decimal, Decimal]:
    """The ends of the drawing of an event: everything it names, and a margin."""
    low = min(event.low, event.actual, event.expected, Decimal(0))
    high = max(event.high, event.actual, event.expected, Decimal(0))
    return low, EXACT.add(high, EXACT.multiply(EXACT.subtract(high, low), Decimal("0.04")))
