"""At which instant two cuts of a month can be compared: as both were known when they were read.

A delivery of files brings every cut at once. Cost Explorer is asked by query, and each query has
read each month at its own time: the total of an older month may be restated long before a tag's
turn comes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from costgov.collectors.cost_explorer_shapes import BASE, Shape, cost_category_shape, tag_shape
from costgov.domain.cost_queries import QueryReadings
from costgov.domain.costs import COST_CATEGORY_PREFIX, TAG_PREFIX, Ledger
from costgov.domain.runs import COST_EXPLORER

# As of when the one and the other cut are read; None is now.
type Instants = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class LastRead:
    """When a cut was last delivered, and on which day each of its months was last read.

    Months that are not named were read at `as_of`. `replaced` says that a later delivery without
    the cut has taken it away again.
    """

    as_of: str
    months: Mapping[str, date] = field(default_factory=dict)
    replaced: bool = False

    def is_latest(self, month: str) -> bool:
        """Whether the last delivery brought this month."""
        return month not in self.months or self.months[month] == max(self.months.values())


@dataclass(frozen=True, slots=True)
class Readings:
    """When each cut of a ledger was last read."""

    by_query: Mapping[str, QueryReadings] = field(default_factory=dict)

    @classmethod
    def of(cls, readings: Iterable[QueryReadings]) -> "Readings":
        """By what is remembered of Cost Explorer's queries."""
        return cls({one.query: one for one in readings})

    def last(self, ledger: Ledger, kind: str, dimension: str) -> LastRead:
        """When a source last delivered a dimension in scopes of a kind."""
        own = ledger.coverage[dimension].as_of
        shape = _shape(kind, dimension) if ledger.source == COST_EXPLORER else None
        if shape is None:
            gone = ledger.source != COST_EXPLORER and own < ledger.delivered_at
            return LastRead(own, replaced=gone)
        marker, query = ledger.coverage.get(shape.marker), self.by_query.get(shape.name)
        return LastRead(
            as_of=marker.as_of if marker else own,
            months={m: one.read_on for m, one in query.months.items()} if query else {},
        )

    def delivers(self, ledger: Ledger, kind: str, dimension: str) -> bool:
        """Whether a source that delivers a dimension does so in scopes of a kind as well.

        Files do, whatever they have; of Cost Explorer it takes a query that has been asked.
        """
        if ledger.source != COST_EXPLORER:
            return True
        shape = _shape(kind, dimension)
        return shape is not None and shape.name in self.by_query


def instants(one: LastRead, other: LastRead, month: str) -> Instants | None:
    """As of when a month of two cuts is the same reading of the same bill.

    None where that is not known: one of them was last read before the other, at an instant that
    nothing remembers. The run that read both has compared them.
    """
    if one.is_latest(month) and other.is_latest(month):
        both = min(one.as_of, other.as_of)
        first, second = (
            None if cut.as_of == both and not cut.replaced else both for cut in (one, other)
        )
        return first, second
    if month not in one.months or month not in other.months:
        return None
    return _by_day(one, other, month)


def _by_day(one: LastRead, other: LastRead, month: str) -> Instants | None:
    day, other_day = one.months[month], other.months[month]
    if day == other_day:
        return None, None
    if one.is_latest(month) and day < other_day:
        return None, one.as_of
    if other.is_latest(month) and other_day < day:
        return other.as_of, None
    return None


def _shape(kind: str, dimension: str) -> Shape | None:
    shapes = list(BASE)
    if dimension.startswith(TAG_PREFIX):
        shapes = [tag_shape(dimension.removeprefix(TAG_PREFIX))]
    elif dimension.startswith(COST_CATEGORY_PREFIX):
        shapes = [cost_category_shape(dimension.removeprefix(COST_CATEGORY_PREFIX))]
    return next((one for one in shapes if (kind, dimension) in one.families), None)
