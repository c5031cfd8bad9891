"""What the analysis stores and the API, the alerts and the report show.

Amounts of the past are exact decimals. Forecast and expected amounts are statistics: decimals
rounded to four places, always with their basis.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from costgov.domain.costs import Metric
from costgov.domain.runs import Frozen

type TrendLabel = Literal[
    "increasing", "stable", "decreasing", "insufficient history", "not computed"
]


class Basis(Frozen):
    """Where a figure comes from: source(s), the instant it was read, and the method."""

    sources: tuple[str, ...]
    as_of: str
    method: str


class Trend(Frozen):
    """Direction of daily cost: percent change of a robust line over its window of days.

    Nobody computes it for sums that are made when they are asked for.
    """

    label: TrendLabel
    percent: Decimal | None
    days: int


class CategoryAmount(Frozen):
    """An exact amount of one FOCUS charge category."""

    category: str
    billed: Decimal
    effective: Decimal


class Summary(Frozen):
    """The state of one currency's ledger on a day (amounts are EffectiveCost unless named).

    `settled_until` is the last day that is complete in every source that still delivers: `today`
    is still filling up when it lies after that, and so is `month_to_date`. Amounts of last month
    are None where not all of their days are known; `same_day_last_month` also where there is no
    such day (the 31st).
    """

    currency: str
    as_of: date
    today: Decimal | None
    settled_until: date | None = None
    same_day_last_month: Decimal | None = None
    month_to_date: Decimal
    month_to_date_billed: Decimal
    same_days_last_month: Decimal | None
    total: Decimal
    total_billed: Decimal
    first_day: date
    last_day: date
    trend: Trend
    month_by_category: tuple[CategoryAmount, ...]
    basis: Basis


class Interval(Frozen):
    """A prediction interval at a level in percent."""

    level: int
    low: Decimal
    high: Decimal


class ForecastDay(Frozen):
    """One day's expected cost with its intervals."""

    day: date
    mean: Decimal
    intervals: tuple[Interval, ...]


class Accuracy(Frozen):
    """How the method did at past origins of this very series' usual cost, `horizon` days ahead.

    All are means over the origins: `wape` of the daily error, `coverage_80` of the share of days
    inside the 80 % interval, `total_error` of the absolute relative error of the sum.
    """

    origins: int
    horizon: int
    wape: Decimal | None
    coverage_80: Decimal | None
    total_error: Decimal | None


class Choice(Frozen):
    """Which method a forecast rests on, and why, in words.

    `error` and `rival_error` are sums of absolute errors over sums of absolute cost, of past
    forecasts of the series' usual cost by this method and by the best other; None where there was
    too little past to judge by.
    """

    method: str
    reason: str
    error: Decimal | None
    rival: str | None
    rival_error: Decimal | None


class MonthEnd(Frozen):
    """Actual up to `history_end` plus forecast for the rest of the month.

    The intervals are those of the sum, not sums of daily bounds. Where a later day has already
    cost more than was forecast for it, the excess is in the mean and the bounds.
    """

    month: str
    actual: Decimal
    mean: Decimal
    intervals: tuple[Interval, ...]


class PeriodEnd(Frozen):
    """The same for a longer budget period, days from `start` up to but not including `end`."""

    start: date
    end: date
    actual: Decimal
    mean: Decimal
    intervals: tuple[Interval, ...]


class ForecastResult(Frozen):
    """A stored forecast of one series, made on `as_of` from history up to `history_end`.

    It covers every charge category, as the bill and the budgets do. `state` says "insufficient
    history" below two weekly cycles (14 delivered days), where a season cannot be told from noise;
    the figures are then a guess that no budget is judged by. `period_ends` holds the
    quarter and the year where a budget on the series asks for them. `last_week` is the exact cost
    of the seven days up to `history_end`, the oldest first and None where it is missing: what the
    seasonal naive forecast repeats.
    """

    currency: str
    dimension: str
    value: str | None
    metric: Metric = Metric.EFFECTIVE
    as_of: date
    history_days: int
    history_end: date
    state: Literal["ok", "insufficient history"]
    days: tuple[ForecastDay, ...]
    month_end: MonthEnd | None
    period_ends: tuple[PeriodEnd, ...] = ()
    last_week: tuple[Decimal | None, ...] = ()
    accuracy: Accuracy | None
    choice: Choice | None = None
    basis: Basis


class Driver(Frozen):
    """A part of an anomaly's impact, and its own parts as deep as the ledger tells.

    The parts of one dimension add up to the impact of what they are parts of.
    """

    dimension: str
    value: str | None
    impact: Decimal
    share: Decimal
    parts: tuple["Driver", ...] = ()


type Finder = Literal["costgov", "aws"]


class AnomalyEvent(Frozen):
    """Days on which one series left its expected range, merged into one event.

    `end` is the last such day, `found` the run day that reported the event first. Later runs
    extend or close an event; what it says of its days as they were known is not rewritten.
    `peak` is the largest excess of a day (negative for a drop), `deviation` its ratio to what was
    expected of that day, None where nothing was. `planned_by` names the planned event it belongs
    to; `because` says in words what earlier feedback, planned events and restatements made of it.
    `source` found it first, `also_found_by` found it too; AWS tells no expected range.
    """

    id: str
    currency: str
    dimension: str
    value: str | None
    start: date
    end: date
    found: date
    ongoing: bool
    direction: Literal["rise", "drop"]
    actual: Decimal
    expected: Decimal
    low: Decimal | None
    high: Decimal | None
    impact: Decimal
    peak: Decimal | None = None
    deviation: Decimal | None = None
    score: Decimal
    severity: Literal["low", "medium", "high"]
    drivers: tuple[Driver, ...]
    planned_by: str | None = None
    because: tuple[str, ...] = ()
    source: Finder = "costgov"
    also_found_by: tuple[Finder, ...] = ()
    basis: Basis
