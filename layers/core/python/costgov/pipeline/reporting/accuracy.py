"""How good the forecasts were, as the report tells it: the whole bill's, by horizon."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.accuracy import ForecastSeries, Horizon, Score, added
from costgov.domain.accuracy_ledger import DriftingSeries, DriftKind, RecentScore
from costgov.domain.costs import TOTAL
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.accuracy_records import (
    accuracy_summaries,
    series_accuracies,
    series_sort,
)
from costgov.pipeline.reporting.anomaly_rows import series_name
from costgov.pipeline.reporting.text import DASH, percent

_WHOLE: Final = ForecastSeries(dimension=TOTAL, value=None)
_NAMES: Final[dict[Horizon, str]] = {
    Horizon.DAYS_7: "a day, 1 to 7 days ahead",
    Horizon.DAYS_30: "a day, 8 to 30 days ahead",
    Horizon.DAYS_90: "a day, 31 to 90 days ahead",
    Horizon.SUM_7: "the sum of 7 days",
    Horizon.SUM_30: "the sum of 30 days",
    Horizon.SUM_90: "the sum of 90 days",
    Horizon.MONTH_END_10: "the month's end, from its 1st to 10th",
    Horizon.MONTH_END_20: "the month's end, from its 11th to 20th",
    Horizon.MONTH_END_31: "the month's end, from its 21st on",
}


@dataclass(frozen=True, slots=True)
class AccuracyRow:
    """One horizon in words; a dash where nothing is known."""

    name: str
    forecasts: int
    wape: str
    bias: str
    coverage: str
    naive: str


@dataclass(frozen=True, slots=True)
class AccuracySection:
    """The ledger of the whole bill's forecasts; `rows` is empty until one has settled."""

    settled_until: date | None = None
    rows: tuple[AccuracyRow, ...] = ()
    recent: tuple[RecentScore, ...] = ()
    drifting: tuple[DriftingSeries, ...] = ()

    @property
    def drift_lines(self) -> list[str]:
        """Every series whose forecasts have become worse, in words."""
        return [_drift_words(one) for one in self.drifting]


def read_accuracy(results: DocumentStore, currency: str) -> AccuracySection:
    """What is stored of a currency's forecasts."""
    try:
        summary = accuracy_summaries(results).get(currency)
        whole = series_accuracies(results).get(series_sort(_WHOLE), currency)
    except NotFound:
        return AccuracySection()
    found = {
        horizon: added(scores[horizon] for scores in whole.months.values() if horizon in scores)
        for horizon in Horizon
    }
    return AccuracySection(
        settled_until=summary.settled_until,
        rows=tuple(_row(horizon, score) for horizon, score in found.items() if score.points),
        recent=whole.recent,
        drifting=summary.drifting,
    )


def _row(horizon: Horizon, score: Score) -> AccuracyRow:
    return AccuracyRow(
        name=_NAMES[horizon],
        forecasts=score.forecasts,
        wape=_percent(score.wape),
        bias=_signed(score.bias),
        coverage=_percent(score.coverage.get(80)),
        naive=_naive_words(score.better_than_naive),
    )


def _naive_words(share: Decimal | None) -> str:
    if share is None:
        return DASH
    return f"{percent(abs(share) * 100)} {'better' if share >= 0 else 'worse'}"


def _percent(share: Decimal | None) -> str:
    return DASH if share is None else percent(share * 100)


def _signed(share: Decimal | None) -> str:
    text = _percent(share)
    return f"+{text}" if share is not None and share > 0 else text


def _drift_words(one: DriftingSeries) -> str:
    drift = one.drift
    kinds: dict[DriftKind, str] = {
        "worse-than-before": "before",
        "worse-than-naive": "had the week before been repeated",
    }
    name = series_name(one.series.dimension, one.series.value)
    wape, reference = percent(drift.wape * 100), percent(drift.reference * 100)
    return f"{name}: off by {wape}, {reference} {kinds[drift.kind]}"
