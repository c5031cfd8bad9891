"""What is remembered of the queries to Cost Explorer, so that nothing is paid for twice."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from costgov.domain.period import Month
from costgov.domain.runs import Frozen


class Reading(Frozen):
    """The last complete reading of a month by one query: as of which day, and how final."""

    read_on: date
    estimated: bool


class QueryReadings(Frozen):
    """Which months (YYYY-MM) a query has read completely."""

    query: str
    months: Mapping[str, Reading] = Field(default_factory=dict)

    def of(self, month: Month) -> Reading | None:
        """The month's last reading."""
        return self.months.get(str(month))

    @property
    def last_read_on(self) -> date:
        """The newest reading's day; `date.min` for a query that never was complete."""
        return max((reading.read_on for reading in self.months.values()), default=date.min)

    def after(
        self, months: Iterable[Month], estimated: Mapping[Month, bool], as_of: date
    ) -> "QueryReadings":
        """With these months read as of a day; an earlier day run again does not set them back."""
        read = {
            str(month): Reading(
                read_on=max(as_of, before.read_on) if (before := self.of(month)) else as_of,
                estimated=estimated.get(month, False),
            )
            for month in months
        }
        return QueryReadings(query=self.query, months={**self.months, **read})


class CostDimensions(Frozen):
    """The payer's activated cost-allocation tags and its cost categories, and how many accounts
    its bill names; `*_read_on` is None until a list was read whole."""

    tags: tuple[str, ...] = ()
    tags_read_on: date | None = None
    cost_categories: tuple[str, ...] = ()
    cost_categories_read_on: date | None = None
    accounts: int = 0


class BackFill(Frozen):
    """The first collection of a source: from when on, what it takes at the least, how it went."""

    source: str
    start: date
    queries: int
    usd_at_least: Decimal
    daily_request_cap: int
    began_at: datetime
    finished_at: datetime | None = None
