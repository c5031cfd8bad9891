"""What a scenario comes to: beside the baseline, change by change, with intervals.

The differences are exact as stored: scenario = baseline + the effects of all changes, for every
day and every period.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from costgov.domain.costs import Metric
from costgov.domain.insights import Basis, Interval
from costgov.domain.runs import Frozen

type PeriodName = Literal["month", "quarter", "year", "horizon"]


class Expected(Frozen):
    """An expected amount with its prediction intervals."""

    mean: Decimal
    intervals: tuple[Interval, ...]


class Compared(Frozen):
    """Baseline and scenario; `effects` are those of the changes, in order, and their sum is the
    difference."""

    baseline: Expected
    scenario: Expected
    effects: tuple[Decimal, ...]


class ScenarioPeriod(Compared):
    """Up to a period's end: `actual` is known already and part of both amounts.

    `horizon` are all coming days; the others are the as-of day's month, quarter and year, where
    the horizon reaches their end. The difference's intervals are its own: baseline and scenario
    share what the forecast is wrong by, so it is surer than either.
    """

    name: PeriodName
    start: date
    end: date
    actual: Decimal
    difference: Expected


class ScenarioDay(Compared):
    """One coming day."""

    day: date


class ElasticityFound(Frozen):
    """By how many percent cost moves with one of a measure; `weeks` is 0 where it is given."""

    measure: str
    estimate: Decimal
    intervals: tuple[Interval, ...]
    weeks: int


class ChangeFound(Frozen):
    """A change as it took effect, in the order of the dates.

    `share` is the part of the series that it concerns, where it is a part; `utilisation` how much
    of a commitment is used over the horizon.
    """

    name: str
    kind: str
    begins: date
    order_by: date | None
    share: Decimal | None
    utilisation: Decimal | None
    elasticity: ElasticityFound | None


class ScenarioResult(Frozen):
    """A stored scenario of one series, made on `as_of` from history up to `history_end`."""

    name: str
    description: str
    currency: str
    dimension: str
    value: str | None
    metric: Metric
    as_of: date
    history_days: int
    history_end: date
    state: Literal["ok", "insufficient history"]
    changes: tuple[ChangeFound, ...]
    warnings: tuple[str, ...]
    periods: tuple[ScenarioPeriod, ...]
    days: tuple[ScenarioDay, ...]
    basis: Basis
