"""Which months a query asks for on a day, and whose turn it is where turns are taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

from costgov.collectors.cost_explorer_shapes import Shape
from costgov.domain.cost_queries import QueryReadings
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.restatements import CLOSING_DAY, is_closed
from costgov.gateways.ports import CostQuery

# Daily data reaches back this many whole months before the current one. A window that begins
# more than 14 months back is refused, or must begin on the first of a month: ours always does.
HISTORY_MONTHS: Final = 13
# So long after a month invoices still correct it: read once more each month, on the closing day.
RECHECKED_MONTHS: Final = 3
WEEK: Final = timedelta(days=7)


class Listing(StrEnum):
    """A list of names that is read instead of costs; it takes a turn like any grouping."""

    TAGS = "cost-allocation-tags"
    COST_CATEGORIES = "cost-categories"


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A shape over whole months; the newest `least` of them are asked for at once or not at all."""

    shape: Shape
    window: Window
    least: int = 1

    @property
    def request(self) -> CostQuery:
        """What is asked of Cost Explorer."""
        return CostQuery(self.shape.name, self.window, self.shape.group_by, self.shape.metrics)


@dataclass(frozen=True, slots=True)
class Reach:
    """What queries have to cover on a day.

    `start` is where the history begins; `last_day` the last one stored, so that running an
    earlier day again loses none; `reread_months` how many months before the current one AWS is
    asked about again every day, because it restates them.
    """

    as_of: date
    start: date
    last_day: date
    reread_months: int = 1

    @property
    def current(self) -> Month:
        """The month of the day."""
        return Month.of(self.as_of)

    @property
    def end(self) -> date:
        """After the last day asked for; never past the first of the next month."""
        return min(max(self.as_of, self.last_day) + ONE_DAY, self.current.shift(1).first)

    @property
    def months(self) -> list[Month]:
        """Every month within reach, the oldest first; the current one is always there."""
        oldest = max(Month.of(self.start), self.current.shift(-HISTORY_MONTHS))
        return list(Window(min(oldest, self.current).first, self.end).months())

    def window(self, first: Month, last: Month) -> Window:
        """The days of these months that can be asked for."""
        return Window(first.first, min(last.shift(1).first, self.end))


def due_windows(readings: QueryReadings, reach: Reach) -> list[Window]:
    """The windows a query has to ask for, the newest first; together they are the due months.

    Due is a month that was never read, the current one and `reread_months` before it, one that
    is not closed, and, on the closing day of each month or as soon after as the query is asked,
    the last few closed ones: corrections come one or two months late. Months next to each other
    are one window, so that a longer one costs pages and no further request.
    """
    windows: list[Window] = []
    for month in reversed([one for one in reach.months if _is_due(one, readings, reach)]):
        last = month
        if windows and windows[-1].start == month.shift(1).first:
            last = Month.of(windows.pop().end - ONE_DAY)
        windows.append(reach.window(month, last))
    return windows


def unread(readings: QueryReadings, reach: Reach) -> bool:
    """Whether a month within reach was never read by the query."""
    return any(readings.of(month) is None for month in reach.months)


def planned(shape: Shape, readings: QueryReadings, reach: Reach) -> list[PlannedQuery]:
    """The shape over its due windows, the newest first.

    Of the newest one the days that are read every day come at once; older months may be put off
    until there is room for them.
    """
    return [
        PlannedQuery(shape, window, 1 + reach.reread_months if window.end == reach.end else 1)
        for window in due_windows(readings, reach)
    ]


def pages_of(window: Window, days_a_page: int | None) -> int:
    """About how many pages a window takes; one where nothing is known of them."""
    return -(-len(window) // days_a_page) if days_a_page else 1


def narrowed(plan: PlannedQuery, days_a_page: int | None, most: int) -> PlannedQuery:
    """The query over so many of its newest months that it takes about `most` pages.

    Nothing but the number of requests depends on how many days a page is thought to hold.
    """
    expected = pages_of(plan.window, days_a_page)
    if expected <= most:
        return plan
    months = list(plan.window.months())
    kept = min(len(months), max(plan.least, len(months) * max(most, 0) // expected))
    return replace(plan, window=Window(months[-kept].first, plan.window.end))


def wanted(names: Iterable[str], include: Sequence[str], exclude: Sequence[str]) -> list[str]:
    """The names that match a pattern to include and none to exclude, to the letter; `*` and `?`.

    >>> wanted(["Team", "aws:createdBy"], ["*"], ["aws:*"])
    ['Team']
    """
    return [
        name
        for name in names
        if any(fnmatchcase(name, pattern) for pattern in include)
        and not any(fnmatchcase(name, pattern) for pattern in exclude)
    ]


def turns(
    shapes: Sequence[Shape],
    listings: Sequence[Listing],
    readings: Mapping[str, QueryReadings],
    day: date,
) -> list[Shape | Listing]:
    """Who has waited longest, first: a grouping never asked for before all others.

    A list of names changes rarely, so it waits for a week before it takes a turn.
    """

    def asked_on(one: Shape | Listing) -> date:
        name = one.name if isinstance(one, Shape) else str(one)
        return readings[name].asked_on if name in readings else date.min

    due = [listing for listing in listings if asked_on(listing) <= day - WEEK]
    return sorted([*shapes, *due], key=asked_on)


def turns_a_day(waiting: int, *, several: bool, configured: int | None) -> int:
    """How many turns a day has: one for a single account; a bill of `several` accounts takes so
    many that everything comes within a week, unless a number is configured."""
    if configured is not None:
        return configured
    return -(-waiting // WEEK.days) if several else 1


def _is_due(month: Month, readings: QueryReadings, reach: Reach) -> bool:
    reading = readings.of(month)
    if reading is None or month >= reach.current.shift(-reach.reread_months):
        return True
    if not is_closed(month, reading.read_on, estimated=reading.estimated):
        return True
    lately = month >= reach.current.shift(-RECHECKED_MONTHS)
    return lately and reading.read_on < reach.current.first.replace(day=CLOSING_DAY) <= reach.as_of
