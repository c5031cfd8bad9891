"""Unit costs: what one order, trade or tenant costs, and whether that is what was aimed for."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from costgov.domain.costs import TOTAL, Metric, checked_dimension
from costgov.domain.insights import Basis, Interval, Trend
from costgov.domain.measures import MeasureName
from costgov.domain.money import exact_sum
from costgov.domain.period import Month, Window
from costgov.domain.runs import Frozen

# A quotient of two exact figures has no end; it is cut here, its two parts are kept in full.
_PLACES: Final = Decimal("0.00000001")
_QUOTIENT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)

type NoUnitCost = Literal["no cost is known", "no units were measured", "no units were made"]


class UnitCostPlan(Frozen):
    """A cost divided by a measure: `dimension` and `value` say which cost, as a budget does.

    `target` is what a unit may cost at most.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    measure: MeasureName
    dimension: str = TOTAL
    value: str | None = None
    metric: Metric = Metric.EFFECTIVE
    currency: Annotated[str, Field(min_length=1, max_length=16)] = "USD"
    target: Annotated[Decimal, Field(gt=0)] | None = None

    @field_validator("dimension")
    @classmethod
    def _known_dimension(cls, text: str) -> str:
        return checked_dimension(text)

    @model_validator(mode="after")
    def _value_of_a_dimension(self) -> Self:
        if self.dimension == TOTAL and self.value is not None:
            raise ValueError(f"unit cost {self.name!r}: the total has no value {self.value!r}")
        return self


class UnitCost(Frozen):
    """One day or month: exact cost and units, and their quotient to eight places.

    `unit_cost` is None where there is nothing to divide, and `reason` says why. Of a month only
    those of its `days` are counted of which both parts are known.
    """

    start: date
    days: int
    cost: Decimal | None
    units: Decimal | None
    unit_cost: Decimal | None
    reason: NoUnitCost | None = None


class UnitCostForecast(Frozen):
    """The mean daily unit cost of the coming days, its intervals, and the chance of a miss.

    `above_target` is the probability that the mean is above the target, None without a target.
    """

    start: date
    days: int
    mean: Decimal
    intervals: tuple[Interval, ...]
    above_target: Decimal | None = None


type UnitCostStatus = Literal["on target", "above target", "no target", "unknown"]


class UnitCostReport(Frozen):
    """A unit cost as of a day.

    `current` is that of the latest days that are settled, and what `status` compares with the
    target; `alert` marks it as above. `forecast` is None below two weeks of history.
    """

    plan: UnitCostPlan
    unit: str
    as_of: date
    status: UnitCostStatus
    alert: bool
    current: UnitCost
    trend: Trend
    months: tuple[UnitCost, ...]
    days: tuple[UnitCost, ...]
    forecast: UnitCostForecast | None
    basis: Basis


def quotient(cost: Decimal, units: Decimal) -> Decimal:
    """What a unit cost, half to even at eight places; `units` is not zero."""
    return _QUOTIENT.divide(cost, units).quantize(_PLACES, context=_QUOTIENT)


def unit_cost(start: date, cost: Decimal | None, units: Decimal | None, days: int = 1) -> UnitCost:
    """The unit cost of a span of days, or why there is none: missing units are not zero units.

    >>> unit_cost(date(2026, 10, 1), Decimal("285.95"), Decimal(2888)).unit_cost
    Decimal('0.09901316')
    """
    reason: NoUnitCost | None = None
    if cost is None:
        reason = "no cost is known"
    elif units is None:
        reason = "no units were measured"
    elif units <= 0:
        reason = "no units were made"
    found = quotient(cost, units) if cost is not None and units and reason is None else None
    return UnitCost(start=start, days=days, cost=cost, units=units, unit_cost=found, reason=reason)


def by_day(
    costs: Mapping[date, Decimal], units: Mapping[date, Decimal], window: Window
) -> tuple[UnitCost, ...]:
    """Every day of the window."""
    return tuple(unit_cost(day, costs.get(day), units.get(day)) for day in window.days())


def over(days: Iterable[UnitCost], start: date) -> UnitCost:
    """The unit cost over all days of which both parts are known: sums divided, no mean of means.

    Days without units (a holiday) count: their cost was spent on the others' units.
    """
    both = [day for day in days if day.cost is not None and day.units is not None]
    cost = exact_sum(day.cost for day in both if day.cost is not None) if both else None
    units = exact_sum(day.units for day in both if day.units is not None) if both else None
    return unit_cost(start, cost, units, len(both))


def by_month(days: Iterable[UnitCost]) -> tuple[UnitCost, ...]:
    """The same by month, in order."""
    months: dict[Month, list[UnitCost]] = {}
    for day in days:
        months.setdefault(Month.of(day.start), []).append(day)
    return tuple(over(found, month.first) for month, found in sorted(months.items()))


def status_of(current: UnitCost, plan: UnitCostPlan) -> UnitCostStatus:
    """How the current unit cost stands to the target."""
    if plan.target is None:
        return "no target"
    if current.unit_cost is None:
        return "unknown"
    return "above target" if current.unit_cost > plan.target else "on target"
