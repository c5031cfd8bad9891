"""Budget plans and when they are breached."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator

from costgov.domain.costs import Metric, checked_dimension
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import Frozen

type Period = Literal["monthly", "quarterly", "yearly"]


class BudgetPlan(Frozen):
    """An amount that one dimension value may cost per period."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    amount: Annotated[Decimal, Field(gt=0)]
    currency: str = "USD"
    period: Period = "monthly"
    dimension: str = "total"
    value: str | None = None
    metric: Metric = Metric.EFFECTIVE
    thresholds: Annotated[tuple[Annotated[int, Field(gt=0, le=1000)], ...], Field(min_length=1)] = (
        50,
        80,
        100,
    )
    forecast_threshold: Annotated[int, Field(gt=0, le=1000)] | None = 100

    @field_validator("dimension")
    @classmethod
    def _known_dimension(cls, text: str) -> str:
        return checked_dimension(text)

    @field_validator("thresholds")
    @classmethod
    def _ascending(cls, thresholds: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(thresholds)))


class BreachKind(StrEnum):
    """Whether the money is spent or expected to be."""

    ACTUAL = "actual"
    FORECAST = "forecast"


class Breach(Frozen):
    """A threshold crossed in a period; identified by plan, period, kind and threshold."""

    budget_id: str
    period_start: date
    kind: BreachKind
    threshold: int


class BudgetStatus(Frozen):
    """Where a budget stands: exact actual, forecast for the period's end if there is one.

    The period is half-open. `actual` runs up to and including `as_of`, percent is cut (never
    rounded up) to one place, the forecast's bounds are its 80 % interval. `no_data`: nothing is
    known of the period, which is not the same as nothing spent; `basis` says why.
    """

    plan: BudgetPlan
    period_start: date
    period_end: date
    as_of: date
    actual: Decimal
    actual_percent: Decimal
    forecast: Decimal | None = None
    forecast_low: Decimal | None = None
    forecast_high: Decimal | None = None
    state: Literal["ok", "at_risk", "over", "no_data"]
    basis: str


def period_window(period: Period, day: date) -> Window:
    """The budget period a day lies in, as UTC billing days."""
    months = {"monthly": 1, "quarterly": 3, "yearly": 12}[period]
    month = Month.of(day)
    first = Month(month.year, (month.month - 1) // months * months + 1)
    return Window(first.first, first.shift(months).first)


def days_left(period: Period, as_of: date) -> int:
    """How many days of the period come after `as_of`."""
    return (period_window(period, as_of).end - as_of - ONE_DAY).days


def breaches(status: BudgetStatus) -> Sequence[Breach]:
    """Every threshold the status has crossed: actual ones, and the forecast one when expected.

    A forecast breach counts only while the actual has not reached the same threshold.
    """
    plan = status.plan
    found = [
        Breach(budget_id=plan.id, period_start=status.period_start, kind=kind, threshold=threshold)
        for kind, threshold in (
            [(BreachKind.ACTUAL, t) for t in plan.thresholds if _reached(status.actual, plan, t)]
            + _forecast_breach(status)
        )
    ]
    return found


def _forecast_breach(status: BudgetStatus) -> list[tuple[BreachKind, int]]:
    threshold = status.plan.forecast_threshold
    if threshold is None or status.forecast is None:
        return []
    expected = _reached(status.forecast, status.plan, threshold)
    already = _reached(status.actual, status.plan, threshold)
    return [(BreachKind.FORECAST, threshold)] if expected and not already else []


def _reached(amount: Decimal, plan: BudgetPlan, threshold: int) -> bool:
    return EXACT.multiply(amount, 100) >= EXACT.multiply(plan.amount, threshold)
