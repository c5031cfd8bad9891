"""How good forecasts were: over all, and by series and month."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from costgov.domain.accuracy import ForecastSeries, Horizon, Score, added
from costgov.domain.accuracy_ledger import Drift, DriftingSeries, Scores, SeriesAccuracy
from costgov.domain.costs import TOTAL
from costgov.domain.keys import document_part, value_key
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline.accuracy_records import accuracy_summaries, series_accuracies, series_sort
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Dimension, Question
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.stores import ReadStores

METHOD = "scores of stored forecasts against settled cost"


class Quality(Frozen):
    """How good forecasts were at one horizon; docs/accuracy.md defines every measure.

    All but the counts are shares: `wape` and `bias` (positive: too high) of the cost, `coverage_80`
    and its like of the points, `better_than_naive` of the naive's error. Null is not known.
    """

    horizon: Horizon
    forecasts: int
    points: int
    wape: Decimal | None
    bias: Decimal | None
    pinball: Decimal | None
    coverage_80: Decimal | None
    coverage_90: Decimal | None
    coverage_95: Decimal | None
    better_than_naive: Decimal | None

    @classmethod
    def of(cls, horizon: Horizon, score: Score) -> "Quality":
        """The measures of a score."""
        coverage = score.coverage
        return cls(
            horizon=horizon,
            forecasts=score.forecasts,
            points=score.points,
            wape=score.wape,
            bias=score.bias,
            pinball=score.pinball_share,
            coverage_80=coverage.get(80),
            coverage_90=coverage.get(90),
            coverage_95=coverage.get(95),
            better_than_naive=score.better_than_naive,
        )


type OneHorizon = Annotated[Horizon | None, Field(description="All of them when left out.")]


class AccuracyQuestion(Question):
    """A currency's forecasts."""

    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None
    horizon: OneHorizon = None


class DimensionAccuracy(Frozen):
    """All series of one dimension taken together."""

    dimension: str
    qualities: tuple[Quality, ...]


class OverallAccuracy(Answer):
    """How good forecasts were, over all months.

    `state` says "nothing settled" until the first forecast's days have settled; `settled_until` is
    the last day that counted, null before the first run.
    """

    listed: ClassVar[str] = "dimensions"

    state: Literal["ok", "nothing settled"]
    settled_until: date | None
    series: int
    dimensions: tuple[DimensionAccuracy, ...]
    drifting: tuple[DriftingSeries, ...]


def accuracy(stores: ReadStores, question: AccuracyQuestion) -> OverallAccuracy:
    """How good forecasts were, over all their series and months.

    Raises:
        InvalidInput, NotFound: the currency is not clear or not there.
    """
    ledger = ledger_of(stores.costs, question.currency)
    try:
        found = accuracy_summaries(stores.results).get(ledger.currency)
    except NotFound:
        found = None
    dimensions = [
        DimensionAccuracy(dimension=name, qualities=qualities)
        for name, scores in (found.dimensions.items() if found else ())
        if (qualities := _qualities(scores, question.horizon))
    ]
    basis = ledger.basis(METHOD)
    return OverallAccuracy(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        state="ok" if dimensions else "nothing settled",
        settled_until=found.settled_until if found else None,
        series=found.series if found else 0,
        dimensions=tuple(dimensions),
        drifting=found.drifting if found else (),
    )


class SeriesAccuracyQuestion(Paged):
    """Series of a currency; one of them with `dimension` and `value`."""

    dimension: Annotated[Dimension | None, Field(description="All dimensions when left out.")] = (
        None
    )
    value: Annotated[
        str | None, Field(max_length=1_024, description="A value of the dimension.")
    ] = None
    horizon: OneHorizon = None
    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None

    def prefix(self) -> str:
        """How the keys begin of the series asked for."""
        if self.dimension is None:
            return ""
        whole = self.value is not None or self.dimension == TOTAL
        value = f"{value_key(self.value)}#" if whole else ""
        return f"{document_part(self.dimension)}#{value}"


class MonthQuality(Frozen):
    """The forecasts that were made in one month."""

    month: str
    qualities: tuple[Quality, ...]


class SeriesQuality(Frozen):
    """How good the forecasts of one series were: over all, and by the month they were made in.

    Months up to `final_until` have been compared with the bill after their close.
    """

    series: ForecastSeries
    final_until: str
    qualities: tuple[Quality, ...]
    months: tuple[MonthQuality, ...]
    drifts: tuple[Drift, ...]


class AccuracyBySeries(PagedAnswer):
    """The ledgers of series, by dimension."""

    listed: ClassVar[str] = "series"

    series: tuple[SeriesQuality, ...]


def accuracy_by_series(stores: ReadStores, question: SeriesAccuracyQuestion) -> AccuracyBySeries:
    """How good forecasts were, series by series and month by month.

    Raises:
        InvalidInput, NotFound: the currency is not clear or not there; the page token is bad.
    """
    ledger = ledger_of(stores.costs, question.currency)
    found, next_page = page_of(
        series_accuracies(stores.results),
        question,
        lambda one: series_sort(one.series),
        ledger.currency,
        prefix=question.prefix(),
    )
    basis = ledger.basis(METHOD)
    return AccuracyBySeries(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        next_page=next_page,
        series=tuple(_series_quality(one, question.horizon) for one in found),
    )


def _series_quality(found: SeriesAccuracy, horizon: Horizon | None) -> SeriesQuality:
    months = [
        MonthQuality(month=month, qualities=qualities)
        for month, scores in found.months.items()
        if (qualities := _qualities(scores, horizon))
    ]
    every: dict[Horizon, list[Score]] = defaultdict(list)
    for scores in found.months.values():
        for one, score in scores.items():
            every[one].append(score)
    overall = {one: added(parts) for one, parts in every.items()}
    return SeriesQuality(
        series=found.series,
        final_until=found.closed_until,
        qualities=_qualities(overall, horizon),
        months=tuple(months),
        drifts=found.drifts,
    )


def _qualities(scores: Scores, horizon: Horizon | None) -> tuple[Quality, ...]:
    return tuple(
        Quality.of(one, scores[one])
        for one in Horizon
        if one in scores and scores[one].points and horizon in {None, one}
    )
