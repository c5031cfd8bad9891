"""A small installation whose forecasts are settled day by day, with an explicit clock.

Forecasts are written as analyse would write them, so that their errors are known.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.accuracy import ForecastIndex, ForecastSeries, forecast_index
from costgov.domain.accuracy_ledger import (
    AccuracySummary,
    MonthEndScores,
    ScoredForecast,
    SeriesAccuracy,
)
from costgov.domain.costs import TOTAL
from costgov.domain.insights import (
    Basis,
    ForecastDay,
    ForecastResult,
    Interval,
    MonthEnd,
)
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import StepEvent, StepRecord, StepWindow
from costgov.errors import StoreError
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import (
    accuracy_summaries,
    forecast_indexes,
    month_end_scores,
    parts_of,
    scored_forecasts,
    scored_sort,
    series_accuracies,
    series_sort,
)
from costgov.pipeline.settle import SettlePorts, settle
from costgov.settings import SettleSettings

from tests.builders import month_cost
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

START = date(2026, 6, 1)
SETTLE_DAYS = 3
WHOLE = ForecastSeries(dimension=TOTAL, value=None)
EC2 = ForecastSeries(dimension="service", value="Amazon EC2")

type Amounts = Callable[[date], Decimal | None]


def steady(day: date) -> Decimal:
    """A hundred a day, weekends sixty."""
    return Decimal(100) if day.weekday() < 5 else Decimal(60)


class Killed(Exception):
    """The function was stopped between two writes."""


@dataclass
class DyingStore(InMemoryDocumentStore):
    """Stops at a write, once told at which one."""

    left: int | None = None

    def put(
        self,
        pk: str,
        sk: str,
        body: str,
        *,
        if_version: int | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        if self.left is not None:
            if not self.left:
                raise Killed
            self.left -= 1
        return super().put(pk, sk, body, if_version=if_version, expires_at=expires_at)


@dataclass
class World:
    """What days come to, what is forecast of them, and the runs of the step.

    `came` gives a day's cost as it is delivered, None where it is not; `said` the mean forecast.
    """

    came: Amounts = steady
    said: Callable[[date], Decimal] = steady
    width: Decimal = Decimal(10)
    ahead: int = 7
    source: str = "cost_explorer"
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    results: DyingStore = field(default_factory=DyingStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def deliver(self, as_of: date, since: date | None = None) -> None:
        """The bill up to the day, read the morning after: its month, or all months `since`."""
        first = since or (as_of if self.costs.items else START)
        months = list(Window(first, as_of + ONE_DAY).months())
        facts = [
            month_cost(days, dimension=dimension, value=value, source=self.source)
            for month in months
            if (days := self._came_in(month, as_of))
            for dimension, value in ((TOTAL, None), ("service", EC2.value))
        ]
        instant = noon(as_of) + timedelta(hours=18)
        self.costs.replace(self.source, months, facts, instant)

    def _came_in(self, month: Month, as_of: date) -> dict[date, str]:
        days = (day for day in month.window.days() if day <= as_of)
        return {day: str(amount) for day in days if (amount := self.came(day)) is not None}

    def forecast(self, as_of: date, *series: ForecastSeries) -> None:
        """Make the day's forecasts and their index."""
        made = [self.made(as_of, one) for one in series or (WHOLE,)]
        day = records.day_sort(as_of)
        index: ForecastIndex = forecast_index("USD", as_of, made)
        forecast_indexes(self.results).put(index, day, "USD")
        for one, named in zip(made, series or (WHOLE,), strict=True):
            records.forecasts(self.results).put(one, day, *parts_of("USD", named))

    def made(self, as_of: date, series: ForecastSeries = WHOLE) -> ForecastResult:
        """The forecast of a day, from all days before it."""
        end, month = as_of - ONE_DAY, Month.of(as_of)
        days = [as_of + timedelta(days=i) for i in range(self.ahead)]
        spent = exact_sum(self.came(day) or Decimal(0) for day in month.window.days() if day <= end)
        rest = exact_sum(self.said(day) for day in month.window.days() if day > end)
        week = [end - timedelta(days=i) for i in range(6, -1, -1)]
        return ForecastResult(
            currency="USD",
            dimension=series.dimension,
            value=series.value,
            metric=series.metric,
            as_of=as_of,
            history_days=(as_of - START).days,
            history_end=end,
            state="ok",
            days=tuple(
                ForecastDay(day=day, mean=self.said(day), intervals=self.around(self.said(day)))
                for day in days
            ),
            month_end=MonthEnd(
                month=str(month),
                actual=spent,
                mean=spent + rest,
                intervals=self.around(spent + rest),
            ),
            last_week=tuple(self.came(day) for day in week),
            accuracy=None,
            basis=Basis(sources=(self.source,), as_of="now", method="test"),
        )

    def around(self, mean: Decimal) -> tuple[Interval, ...]:
        """Intervals of once, twice and three times the width."""
        return tuple(
            Interval(level=level, low=mean - n * self.width, high=mean + n * self.width)
            for n, level in enumerate((80, 90, 95), start=1)
        )

    def settle(self, as_of: date) -> StepRecord:
        """Run the step of a day."""
        event = StepEvent(
            run_id=f"daily-{as_of}", as_of=as_of, window=StepWindow(start=as_of, end=as_of)
        )
        settings = SettleSettings(
            stage="local",
            control_table="control",
            costs_table="costs",
            cost_source="cost_explorer",
            results_table="results",
            settle_days=SETTLE_DAYS,
        )
        ports = SettlePorts(self.costs, self.results, self.control)
        return settle(event, ports, settings, noon(as_of))

    def day(self, as_of: date, *series: ForecastSeries) -> StepRecord:
        """A whole day: delivered, forecast, settled."""
        self.deliver(as_of)
        self.forecast(as_of, *series)
        return self.settle(as_of)

    def days(self, first: date, last: date) -> None:
        """Days in a row."""
        for number in range((last - first).days + 1):
            self.day(first + timedelta(days=number))

    @contextmanager
    def dying_after(self, writes: int) -> Iterator[None]:
        """The function is stopped after so many writes to the results."""
        self.results.left = writes
        try:
            yield
        except (Killed, StoreError):
            pass
        finally:
            self.results.left = None

    def ledger(self, series: ForecastSeries = WHOLE) -> SeriesAccuracy:
        return series_accuracies(self.results).get(series_sort(series), "USD")

    def row(self, as_of: date, last: int, series: ForecastSeries = WHOLE) -> ScoredForecast:
        return scored_forecasts(self.results).get(
            scored_sort(as_of, last), *parts_of("USD", series)
        )

    def rows(self, series: ForecastSeries = WHOLE) -> list[ScoredForecast]:
        return scored_forecasts(self.results).all(*parts_of("USD", series))

    def month_end(self, month: str, series: ForecastSeries = WHOLE) -> MonthEndScores:
        return month_end_scores(self.results).get(month, *parts_of("USD", series))

    def summary(self) -> AccuracySummary:
        return accuracy_summaries(self.results).get("USD")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
