"""The newest stored forecast of a series."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final

from pydantic import BaseModel, Field

from costgov.domain.costs import ACCOUNT, TOTAL, Metric
from costgov.domain.insights import ForecastDay, ForecastResult
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Dimension, Question
from costgov.pipeline.queries.sights import basis_for, require
from costgov.pipeline.queries.stores import ReadStores

MAX_DAYS: Final = 365


class ForecastQuestion(Question):
    """One organisation-wide series."""

    dimension: Annotated[
        Dimension, Field(description="`total`, `service`, `account`, …, or `tag:<key>`.")
    ] = TOTAL
    value: Annotated[
        str | None, Field(max_length=1_024, description="The dimension's value; none for `total`.")
    ] = None
    metric: Metric = Metric.EFFECTIVE
    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None
    days: Annotated[
        int | None, Field(ge=1, le=MAX_DAYS, description="So many days; all when left out.")
    ] = None
    level: Annotated[
        int | None,
        Field(ge=1, le=99, description="The one interval, in percent; all when left out."),
    ] = None

    def part_of(self, forecast: ForecastResult) -> ForecastResult:
        """What was asked for of a forecast.

        Raises:
            InvalidInput: it does not reach so far, or has no such interval.
        """
        known = forecast.days
        if self.days is not None and self.days > len(known):
            raise InvalidInput(f"the forecast has {len(known)} days, not {self.days}")
        days = tuple(self._interval_of(day) for day in known[: self.days])
        return forecast.model_copy(update={"days": days})

    def _interval_of(self, day: ForecastDay) -> ForecastDay:
        if self.level is None:
            return day
        found = tuple(one for one in day.intervals if one.level == self.level)
        if not found:
            levels = ", ".join(str(one.level) for one in day.intervals)
            raise InvalidInput(f"the forecast has intervals of {levels} %, not {self.level}")
        return day.model_copy(update={"intervals": found})


class ForecastRow(Frozen):
    """A day's expected cost; a bound is None where its level was not forecast."""

    day: date
    mean: Decimal
    low_80: Decimal | None
    high_80: Decimal | None
    low_95: Decimal | None
    high_95: Decimal | None


class CostForecast(Answer):
    """A forecast with its intervals, its accuracy on the past and its basis."""

    listed: ClassVar[str] = "forecast"
    row: ClassVar[type[BaseModel]] = ForecastRow

    forecast: ForecastResult

    def rows(self) -> Iterator[ForecastRow]:
        """The days with the intervals that dashboards show."""
        for one in self.forecast.days:
            bounds = {found.level: found for found in one.intervals}
            inner, outer = bounds.get(80), bounds.get(95)
            yield ForecastRow(
                day=one.day,
                mean=one.mean,
                low_80=inner.low if inner else None,
                high_80=inner.high if inner else None,
                low_95=outer.low if outer else None,
                high_95=outer.high if outer else None,
            )


def cost_forecast(stores: ReadStores, question: ForecastQuestion) -> CostForecast:
    """The newest forecast of a series, with intervals and accuracy.

    Raises:
        InvalidInput, NotFound: the currency is not clear or not there; the series has no forecast,
            or none that reaches so far or has that interval.
        Forbidden: the caller sees some accounts only, and the series is not one of theirs.
    """
    account = question.value if question.dimension == ACCOUNT else None
    require(stores.sight, account, "this forecast")
    currency = ledger_of(stores.costs, question.currency).currency
    parts = records.forecast_parts(currency, question.dimension, question.value, question.metric)
    forecast = records.forecasts(stores.results).newest(*parts)
    if forecast is None:
        named = f"{question.dimension} {question.value!r}" if question.value else question.dimension
        raise NotFound(f"no {currency} forecast of {named} ({question.metric}) is stored")
    basis = basis_for(stores.sight, forecast.basis)
    return CostForecast(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=currency,
        forecast=question.part_of(forecast).model_copy(update={"basis": basis}),
    )
