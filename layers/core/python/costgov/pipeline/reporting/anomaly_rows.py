"""Anomalies as the report shows them: the recent and the open ones, newest first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.costs import COST_CATEGORY_PREFIX, TAG_PREFIX, TOTAL
from costgov.domain.feedback import AnomalyFeedback, State, state_of
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
_CHIPS: Mapping[State, str] = {
    "open": "warn",
    "real": "bad",
    "planned": "good",
    "wrong": "calm",
    "over": "calm",
}


@dataclass(frozen=True, slots=True)
class AnomalyRow:
    """An event with the number it has on the chart, and what was said of it."""

    number: int
    event: AnomalyEvent
    said: AnomalyFeedback | None = None

    @property
    def state(self) -> State:
        """What has become of it."""
        return state_of(self.event, self.said)

    @property
    def chip(self) -> str:
        """How the state is coloured."""
        return _CHIPS[self.state]

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it: it goes on, and is neither planned nor wrong."""
        return self.event.ongoing and self.state in {"open", "real"}

    @property
    def noun(self) -> str:
        """What kind of thing moved: `service`, `tag team`, or nothing for all costs."""
        return dimension_noun(self.event.dimension)

    @property
    def levels(self) -> list[tuple[str, list[Driver]]]:
        """Drivers by level, the strongest of each first."""
        return levels_of(self.event.drivers)


def levels_of(drivers: Sequence[Driver]) -> list[tuple[str, list[Driver]]]:
    """Parts by the noun of their dimension, the strongest of each first."""
    levels: dict[str, list[Driver]] = defaultdict(list)
    for driver in drivers:
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


def anomaly_rows(
    results: DocumentStore, control: DocumentStore, currency: str, window: Window
) -> tuple[AnomalyRow, ...]:
    """Events that began by the window's end and are open or touch the window."""
    said = {one.event_id: one for one in records.anomaly_feedback(control).all()}
    events = [
        event
        for event in _recent(results, currency, window)
        if event.start < window.end and (event.ongoing or event.end >= window.start)
    ]
    events.sort(key=lambda event: (-event.start.toordinal(), -abs(event.impact), event.id))
    return tuple(
        AnomalyRow(number, event, said.get(event.id))
        for number, event in enumerate(events, start=1)
    )


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
    is_open = [row for row in rows if row.is_open]
    return max(is_open, key=lambda row: abs(row.event.impact), default=None)


def within_range(event: AnomalyEvent) -> tuple[Decimal, Decimal]:
    """The ends of the drawing of an event: everything it names, and a margin."""
    bounds = [bound for bound in (event.low, event.high) if bound is not None]
    named = [*bounds, event.actual, event.expected, Decimal(0)]
    low, high = min(named), max(named)
    return low, EXACT.add(high, EXACT.multiply(EXACT.subtract(high, low), Decimal("0.04")))
