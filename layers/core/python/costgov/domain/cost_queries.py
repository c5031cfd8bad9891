"""What is remembered of the queries to Cost Explorer, so that nothing is paid for twice."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from costgov.domain.money import display
from costgov.domain.period import Month
from costgov.domain.prices import list_prices
from costgov.domain.runs import Frozen


class Reading(Frozen):
    """The last complete reading of a month by one query: as of which day, and how final."""

    read_on: date
    estimated: bool


class QueryReadings(Frozen):
    """Which months (YYYY-MM) a query has read completely, and when it was last asked at all:
    what failed has had its turn. `days_a_page` is None while an answer fits one page."""

    query: str
    asked_on: date = date.min
    days_a_page: int | None = None
    months: Mapping[str, Reading] = Field(default_factory=dict)

    def of(self, month: Month) -> Reading | None:
        """The month's last reading."""
        return self.months.get(str(month))

    def after(
        self, months: Iterable[Month], estimated: Mapping[Month, bool], as_of: date
    ) -> "QueryReadings":
        """With these months read as of a day; an earlier day run again sets none of them back."""
        read = {
            str(month): Reading(
                read_on=max(as_of, before.read_on) if (before := self.of(month)) else as_of,
                estimated=estimated.get(month, False),
            )
            for month in months
        }
        return self.model_copy(update={"months": {**self.months, **read}})

    def asked(self, day: date) -> "QueryReadings":
        """With its turn taken."""
        return self.model_copy(update={"asked_on": max(self.asked_on, day)})


class CostDimensions(Frozen):
    """The payer's activated cost-allocation tags and its cost categories as they were last
    listed, and how many accounts its bill names; `read_at` is when any of it was last read."""

    tags: tuple[str, ...] = ()
    cost_categories: tuple[str, ...] = ()
    accounts: int = 0
    read_at: datetime | None = None


class BackFill(Frozen):
    """The first collection of a source: from when on, what it takes at the least, how it went.

    `daily_requests` is about how many a day takes once it is over, by the pages of its answers.
    """

    source: str
    start: date
    queries: int
    usd_at_least: Decimal
    daily_request_cap: int
    began_at: datetime
    finished_at: datetime | None = None
    daily_requests: int | None = None

    def was_on(self, day: date) -> bool:
        """Whether it was under way on a UTC day."""
        ended = self.finished_at is not None and self.finished_at.date() < day
        return self.began_at.date() <= day and not ended


def first_collection_cost(queries: int, daily_request_cap: int) -> str:
    """What a first collection costs, as far as that can be known before the first answer."""
    price = list_prices()["cost_explorer_requests"]
    least, most = (display(price.of(Decimal(n)), "USD") for n in (queries, daily_request_cap))
    return (
        f"at least {queries} Cost Explorer requests ({least}), one more for every further page, tag"
        f" and cost category; at most {daily_request_cap} a day ({most})"
    )
