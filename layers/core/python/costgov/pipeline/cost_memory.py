"""What the collector of costs remembers between runs, and how it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_facts import Book
from costgov.domain.cost_queries import BackFill, CostDimensions, QueryReadings
from costgov.domain.period import Month
from costgov.domain.restatements import CostMonth, is_closed
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records


@dataclass(slots=True)
class CostMemory:
    """The readings of every query, the dimensions last listed and the first collection.

    `readings` are as the queries are answered; the others as they were when the run began or
    were written since.
    """

    control: DocumentStore
    readings: dict[str, QueryReadings] = field(default_factory=dict)
    dimensions: CostDimensions = field(default_factory=CostDimensions)
    back_fill: BackFill | None = None

    @classmethod
    def recalled(cls, control: DocumentStore) -> "CostMemory":
        """What is stored."""
        found = records.query_readings(control).all(SOURCE)
        return cls(
            control,
            {one.query: one for one in found},
            _stored(records.cost_dimensions(control)) or CostDimensions(),
            _stored(records.back_fills(control)),
        )

    @property
    def is_filling(self) -> bool:
        """Whether the first collection is under way."""
        return self.back_fill is not None and self.back_fill.finished_at is None

    def was_asked(self, query: str) -> bool:
        """Whether a query or list of names ever had its turn."""
        return query in self.readings

    def of(self, query: str) -> QueryReadings:
        """The readings of a query; of one never asked, none."""
        return self.readings.get(query, QueryReadings(query=query))

    def has_asked(self, query: str, day: date) -> None:
        """Remember that the query had its turn, whatever came of it."""
        self._put(self.of(query).asked(day))

    def has_read(self, book: Book, day: date) -> None:
        """Remember which months a query has read completely, as of a day."""
        window = book.plan.window
        before = self.of(book.plan.shape.name)
        # One page tells that it holds so many days, not how many it would hold.
        known = before.days_a_page if len(window) <= (before.days_a_page or 0) else None
        measured = book.days_a_page if book.pages > 1 else known
        readings = before.after(window.months(), book.estimated, day).asked(day)
        self._put(readings.model_copy(update={"days_a_page": measured}))

    def has_broken_off(self, query: str, days_a_page: int) -> None:
        """Remember that a page holds fewer days than was thought, and how many it may be.

        The guess is halved, so that a query that breaks off again and again soon asks for little
        enough to be read whole.
        """
        readings = self.of(query)
        known = readings.days_a_page or days_a_page
        guess = max(1, min(known, days_a_page) // 2)
        self._put(readings.model_copy(update={"days_a_page": guess}))

    def put_month_states(self, book: Book, now: datetime) -> None:
        """Record how final the months are that the query of the total has read."""
        readings = self.of(book.plan.shape.name)
        for month in book.plan.window.months():
            if (reading := readings.of(month)) is None:
                continue
            state = CostMonth(
                source=SOURCE,
                month=str(month),
                read_at=now,
                estimated=reading.estimated,
                closed=is_closed(month, reading.read_on, estimated=reading.estimated),
            )
            records.cost_months(self.control).put(state, str(month), SOURCE)

    def put_dimensions(self, now: datetime, **changes: object) -> None:
        """Write what was found anew of the dimensions."""
        self.dimensions = self.dimensions.model_copy(update={**changes, "read_at": now})
        records.cost_dimensions(self.control).put(self.dimensions, SOURCE)

    def put_back_fill(self, back_fill: BackFill) -> None:
        """Write how the first collection stands."""
        self.back_fill = back_fill
        records.back_fills(self.control).put(back_fill, SOURCE)

    def over_and_closed(self, query: str, months: Iterable[Month]) -> tuple[set[Month], set[Month]]:
        """Of these months, those that had ended when they were last read, and those closed."""
        readings = self.of(query)
        over, closed = set[Month](), set[Month]()
        for month in months:
            reading = readings.of(month)
            if reading is not None and reading.read_on >= month.shift(1).first:
                over.add(month)
                if is_closed(month, reading.read_on, estimated=reading.estimated):
                    closed.add(month)
        return over, closed

    def _put(self, readings: QueryReadings) -> None:
        self.readings[readings.query] = readings
        records.query_readings(self.control).put(readings, readings.query, SOURCE)


def _stored[T: (CostDimensions, BackFill)](table: records.Records[T]) -> T | None:
    try:
        return table.get(SOURCE)
    except NotFound:
        return None
