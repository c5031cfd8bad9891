"""The accuracy ledger as it is stored: scored forecasts, and each series' sums by month."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from costgov.domain.accuracy import ForecastSeries, Horizon, Score
from costgov.domain.runs import Frozen

type Scores = Mapping[Horizon, Score]


class FirstScore(Frozen):
    """What was first said of a forecast whose days have been restated since."""

    scored_on: date
    scores: Scores


class ScoredForecast(Frozen):
    """One span of days of one forecast, compared with what they came to.

    `scored_on` is the day of the run whose knowledge the actual amounts are, `missing` how many of
    the days nobody delivered, `known` a digest of the amounts. `read_at` is when the data that the
    forecast was made from had been read. `first` is there once a restatement has changed a score.
    """

    as_of: date
    read_at: str
    first_day: date
    last_day: date
    scored_on: date
    missing: int
    known: str
    scores: Scores
    first: FirstScore | None = None


class MonthEndForecast(Frozen):
    """What was said on one day of the end of its month."""

    as_of: date
    mean: Decimal
    naive: Decimal | None
    scores: Scores


class MonthEndScores(Frozen):
    """All forecasts of the end of a month (YYYY-MM) beside what the month came to.

    `first_actual` is what it had come to when it was first scored, if that was another amount.
    """

    month: str
    actual: Decimal
    scored_on: date
    forecasts: tuple[MonthEndForecast, ...]
    first_actual: Decimal | None = None
    first_scored_on: date | None = None


class RecentScore(Frozen):
    """The daily error of one forecast's first seven days as a share of cost, and the naive's."""

    as_of: date
    wape: Decimal
    naive: Decimal | None


type DriftKind = Literal["worse-than-before", "worse-than-naive"]


class Drift(Frozen):
    """A fall in quality that lasts: since which forecast, and what it is measured against.

    `wape` is the median of the recent forecasts' errors, `reference` what it is compared with: the
    median before the fall began, which stays as it was, or the naive's on the same days.
    """

    kind: DriftKind
    since: date
    wape: Decimal
    reference: Decimal
    forecasts: int


class SeriesAccuracy(Frozen):
    """The ledger of one series: what has been scored, and the sums by month of the forecast.

    `months` holds a year (YYYY) where its months are so long ago that they cannot change any more.

    `scored_until` says per span (its last day) up to which as-of day forecasts have been scored,
    `months_until` up to which month its ends have. Months up to `closed_until` have been compared
    with the scores again after their close, and corrections up to `corrected_until`.
    """

    currency: str
    series: ForecastSeries
    first_forecast: date
    last_forecast: date
    scored_until: Mapping[int, date] = Field(default_factory=dict)
    months_until: str
    closed_until: str
    corrected_until: str = ""
    months: Mapping[str, Scores] = Field(default_factory=dict)
    recent: tuple[RecentScore, ...] = ()
    drifts: tuple[Drift, ...] = ()


class DriftingSeries(Frozen):
    """A series whose forecasts have become worse."""

    series: ForecastSeries
    drift: Drift


class AccuracySummary(Frozen):
    """How good a currency's forecasts were, all series of a dimension taken together.

    `indexed_until` is the last day whose forecasts are in the ledger, `settled_until` the last day
    that counted as settled. Series of other metrics than EffectiveCost are not in the sums: they
    are the same money again.
    """

    currency: str
    indexed_until: date
    settled_until: date
    series: int
    dimensions: Mapping[str, Scores]
    drifting: tuple[DriftingSeries, ...] = ()
