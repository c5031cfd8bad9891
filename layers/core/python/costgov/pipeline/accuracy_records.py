"""Keys of the accuracy ledger, in the results table."""

from datetime import date

from costgov.domain.accuracy import ForecastIndex, ForecastSeries
from costgov.domain.accuracy_ledger import (
    AccuracySummary,
    MonthEndScores,
    ScoredForecast,
    SeriesAccuracy,
)
from costgov.domain.keys import document_part, value_key
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records, forecast_parts


def forecast_indexes(results: DocumentStore) -> Records[ForecastIndex]:
    """Which series were forecast: part currency, sort the as-of day."""
    return Records(results, ForecastIndex, "forecast-index")


def scored_forecasts(results: DocumentStore) -> Records[ScoredForecast]:
    """Scored spans of forecasts: parts from `forecast_parts`, sort `<as-of day>#<last day>`."""
    return Records(results, ScoredForecast, "scored-forecast")


def scored_sort(as_of: date, last: int) -> str:
    """Where a span of a forecast is sorted; `last` is the number of its last day."""
    return f"{as_of.isoformat()}#{last:02}"


def month_end_scores(results: DocumentStore) -> Records[MonthEndScores]:
    """Scored month ends: parts from `forecast_parts`, sort YYYY-MM."""
    return Records(results, MonthEndScores, "scored-month-end")


def series_accuracies(results: DocumentStore) -> Records[SeriesAccuracy]:
    """The ledgers of series: part currency, sort from `series_sort`."""
    return Records(results, SeriesAccuracy, "accuracy")


def series_sort(series: ForecastSeries) -> str:
    """Where a series is sorted: `<dimension>#<value key>#<metric>`."""
    return f"{document_part(series.dimension)}#{value_key(series.value)}#{series.metric}"


def accuracy_summaries(results: DocumentStore) -> Records[AccuracySummary]:
    """How good forecasts were, sorted by currency."""
    return Records(results, AccuracySummary, "accuracy-summary")


def parts_of(currency: str, series: ForecastSeries) -> tuple[str, ...]:
    """The partition parts of a series' forecasts and of their scores."""
    return forecast_parts(currency, series.dimension, series.value, series.metric)


def stored_ledgers(results: DocumentStore, currency: str) -> dict[str, tuple[SeriesAccuracy, int]]:
    """Every series' ledger with the version of its document, by its sort key."""
    table, after = series_accuracies(results), None
    found: dict[str, tuple[SeriesAccuracy, int]] = {}
    while True:
        page = results.query(table.partition(currency), after=after)
        found |= {one.sk: (table.read(one), one.version) for one in page.documents}
        if (after := page.next_after) is None:
            return found
