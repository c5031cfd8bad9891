"""A day of storing and settling forecasts, after months of them, counting what it uses of AWS."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from costgov.domain.accuracy import ForecastSeries, forecast_index
from costgov.domain.costs import ORG, SERVICE, TOTAL, ChargeCategory, Metric, MonthCost, SeriesKey
from costgov.domain.insights import Basis, ForecastDay, ForecastResult, Interval, MonthEnd
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import COST_EXPLORER, StepEvent, StepWindow
from costgov.domain.usage import Used
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_meter import METER
from costgov.gateways.aws_session import client
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import forecast_indexes, parts_of
from costgov.pipeline.settle import SettlePorts, settle
from costgov.settings import SettleSettings

_AHEAD, _PAST = 90, 105


@dataclass
class Settling:
    """The total and some services, forecast every day; `months` of the bill are stored."""

    services: int
    months: int
    last: date
    prefix: str

    def __post_init__(self) -> None:
        dynamo = client("dynamodb")
        self.random = Random(7)  # noqa: S311 - no secret
        self.costs = DynamoCostStore(dynamo, f"{self.prefix}costs", COST_EXPLORER)
        self.results = DynamoDocumentStore(dynamo, f"{self.prefix}results")
        self.control = DynamoDocumentStore(dynamo, f"{self.prefix}control")

    @property
    def forecast_months(self) -> int:
        """Months that forecasts were made in and are settled."""
        first = Month.of(self.last - timedelta(days=_PAST))
        return len(list(Window(first.first, self.last).months()))

    @property
    def series(self) -> list[ForecastSeries]:
        """What is forecast."""
        names = (f"Amazon Service {number:02}" for number in range(self.services))
        named = (ForecastSeries(dimension=SERVICE, value=name) for name in names)
        return [ForecastSeries(dimension=TOTAL, value=None), *named]

    def usual_day(self) -> dict[Used, Decimal]:
        """What storing and settling forecasts uses on the last day, all before being settled."""
        self._bill()
        for number in range(_PAST, 0, -1):
            self._forecast(self.last - timedelta(days=number))
        # A month of each span a run: the past is caught up with.
        for _ in range(6):
            self._settle(self.last - ONE_DAY)
        METER.take()
        self._forecast(self.last)
        self._settle(self.last)
        return METER.take()

    def _settle(self, as_of: date) -> None:
        settings = SettleSettings(
            stage="bench",
            control_table="",
            costs_table="",
            cost_source=COST_EXPLORER,
            results_table="",
        )
        event = StepEvent(
            run_id=f"daily-{as_of}", as_of=as_of, window=StepWindow(start=as_of, end=as_of)
        )
        ports = SettlePorts(self.costs, self.results, self.control)
        record = settle(event, ports, settings, datetime.combine(as_of, time(6), UTC))
        assert record.complete, record.gaps

    def _bill(self) -> None:
        first = Month.of(self.last).shift(1 - self.months).first
        window = Window(first, self.last + ONE_DAY)
        facts = [
            self._month(one, month, window) for one in self.series for month in window.months()
        ]
        read_at = datetime.combine(self.last, time(6), UTC)
        self.costs.replace(COST_EXPLORER, list(window.months()), facts, read_at)

    def _month(self, series: ForecastSeries, month: Month, window: Window) -> MonthCost:
        fact = MonthCost(
            SeriesKey("USD", ORG, series.dimension), series.value, month, COST_EXPLORER
        )
        for day in month.window.days():
            if day in window:
                for metric in Metric:
                    fact.add(ChargeCategory.USAGE, metric, day, self._amount(10))
        return fact

    def _forecast(self, as_of: date) -> None:
        made, day = [self._made(as_of, one) for one in self.series], records.day_sort(as_of)
        index = forecast_index("USD", as_of, made)
        forecast_indexes(self.results).put(index, day, "USD")
        for one, series in zip(made, self.series, strict=True):
            records.forecasts(self.results).put(one, day, *parts_of("USD", series))

    def _made(self, as_of: date, series: ForecastSeries) -> ForecastResult:
        days = tuple(self._days(as_of))
        mean = exact_sum(one.mean for one in days[:20])
        return ForecastResult(
            currency="USD",
            dimension=series.dimension,
            value=series.value,
            as_of=as_of,
            history_days=400,
            history_end=as_of - ONE_DAY,
            state="ok",
            days=days,
            month_end=MonthEnd(
                month=str(Month.of(as_of)),
                actual=Decimal(0),
                mean=mean,
                intervals=self._intervals(mean),
            ),
            last_week=tuple(self._amount(10) for _ in range(7)),
            accuracy=None,
            basis=Basis(sources=(COST_EXPLORER,), as_of=f"{as_of}T06:00:00Z", method="bench"),
        )

    def _days(self, as_of: date) -> Iterator[ForecastDay]:
        for number in range(_AHEAD):
            mean = self._amount(4)
            yield ForecastDay(
                day=as_of + timedelta(days=number), mean=mean, intervals=self._intervals(mean)
            )

    def _intervals(self, mean: Decimal) -> tuple[Interval, ...]:
        widths = [(level, self._amount(4)) for level in (80, 90, 95)]
        return tuple(
            Interval(level=level, low=mean - width, high=mean + width) for level, width in widths
        )

    def _amount(self, places: int) -> Decimal:
        return Decimal(f"{self.random.uniform(50, 150):.{places}f}")
