"""The newest stored forecast of a series."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from costgov.domain.costs import ACCOUNT, TOTAL, Metric
from costgov.domain.insights import ForecastResult
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Dimension, Question
from costgov.pipeline.queries.sights import basis_for, require
from costgov.pipeline.queries.stores import ReadStores


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
        InvalidInput, NotFound: the currency is not clear or not there; the series has no forecast.
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
        forecast=forecast.model_copy(update={"basis": basis}),
    )
