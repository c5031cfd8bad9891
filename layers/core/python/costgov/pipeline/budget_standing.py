"""Where one budget stands: exact actual, limit and what it is made of, forecast and its chances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Context, Decimal
from typing import Final

from costgov.domain.budgeting.burn_up import BurnUp, burn_points
from costgov.domain.budgeting.figures import Expected, Limit
from costgov.domain.budgeting.outlook import Outlook, breach_probability, reached_on
from costgov.domain.budgeting.rollover import limit_of
from costgov.domain.budgets import (
    Breach,
    BreachKind,
    BudgetPlan,
    BudgetStatus,
    Crossing,
    State,
    breaches,
    reaches,
)
from costgov.domain.insights import ForecastResult
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.budget_days import PlanDays
from costgov.pipeline.records import day_sort, forecast_parts, forecasts

# A forecast older than this is no longer news about the period's end.
FORECAST_MAX_AGE: Final = timedelta(days=7)
_CUT: Final = Context(prec=60, rounding=ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget's status, and what is behind it."""

    status: BudgetStatus
    days: PlanDays
    limit: Limit
    curve: tuple[Expected, ...] = ()

    @property
    def burn_up(self) -> BurnUp:
        """Every day of the period."""
        status, period = self.status, self.status.period
        last = self.days.last
        points = burn_points(
            period,
            self.limit,
            self.days.spent.days,
            last if last is not None and last >= period.start else None,
            self.curve,
        )
        return BurnUp(
            budget_id=status.plan.id,
            currency=status.plan.currency,
            period_start=period.start,
            period_end=period.end,
            as_of=status.as_of,
            limit=status.limit,
            points=tuple(points),
            basis=status.basis,
        )


def standing(
    plan: BudgetPlan,
    days: PlanDays,
    results: DocumentStore,
    as_of: date,
    before: BudgetStatus | None = None,
) -> Standing:
    """Where a budget stands on a day; `before` is the standing that was stored last."""
    period = plan.period_of(as_of)
    if period is None:
        return _inactive(plan, days, as_of)
    result = _latest_forecast(results, plan, as_of)
    outlook = None if days.missing else Outlook.of(result, period)
    limit = limit_of(plan, period, days.spent)
    curve = outlook.curve(days.spent.days, as_of) if outlook else []
    status = _status(plan, period, limit, days, as_of).model_copy(update=_ahead(limit, outlook))
    status = _with_dates(_with_state(status, days, _forecast_basis(result)), days, curve)
    return Standing(_with_crossings(status, days, before), days, limit, tuple(curve))


def _status(
    plan: BudgetPlan, period: Window, limit: Limit, days: PlanDays, as_of: date
) -> BudgetStatus:
    """What is known of a period so far; nothing of what lies ahead."""
    until = min(period.end, max(period.start, as_of + ONE_DAY))
    actual = days.spent.within(Window(period.start, until))
    return BudgetStatus(
        plan=plan,
        period_start=period.start,
        period_end=period.end,
        as_of=as_of,
        limit=limit.amount,
        arithmetic=limit,
        actual=actual,
        actual_percent=percent_of(actual, limit.amount),
        state="ok",
        basis="",
    )


def _ahead(limit: Limit, outlook: Outlook | None) -> dict[str, object]:
    """What the forecast tells of the period's end."""
    if outlook is None:
        return {}
    end, interval = outlook.end, outlook.interval
    chance = breach_probability(limit.amount, end.mean, end.intervals) if end.intervals else None
    return {
        "forecast": end.mean,
        "forecast_low": interval.low if interval else None,
        "forecast_high": interval.high if interval else None,
        "breach_probability": chance,
    }


def _with_state(status: BudgetStatus, days: PlanDays, forecast: str) -> BudgetStatus:
    delivered = not days.missing and days.last is not None and days.last >= status.period_start
    actual = _actual_basis(status, days)
    basis = actual if days.missing else f"{actual}; {forecast}"
    return status.model_copy(update={"state": _state(status, delivered=delivered), "basis": basis})


def _with_dates(status: BudgetStatus, days: PlanDays, curve: Sequence[Expected]) -> BudgetStatus:
    if status.state == "over":
        day = crossed_on(status, days, 100)
        return status.model_copy(update={"breach_date": day, "breach_earliest": day})
    expected, earliest = reached_on(curve, status.limit)
    return status.model_copy(update={"breach_date": expected, "breach_earliest": earliest})


def _with_crossings(
    status: BudgetStatus, days: PlanDays, before: BudgetStatus | None
) -> BudgetStatus:
    """What the period's earlier standings have crossed, and what is crossed now."""
    same = before is not None and _looks_at(before) == _looks_at(status)
    earlier = before.crossed if before is not None and same else ()
    now = {(one.kind, one.threshold): one for one in breaches(status)}
    found = {
        (one.kind, one.threshold): one.model_copy(
            update={"holds": (one.kind, one.threshold) in now}
        )
        for one in earlier
    }
    for key, breach in now.items():
        if key not in found:
            found[key] = _crossing(breach, status, days)
    ordered = sorted(found.values(), key=lambda one: (one.kind, one.threshold))
    return status.model_copy(update={"crossed": tuple(ordered)})


def _looks_at(status: BudgetStatus) -> tuple[object, ...]:
    """What was crossed is remembered for the same part of the bill in the same period."""
    plan = status.plan
    return status.period_key, plan.series, plan.metric, plan.currency


def _crossing(breach: Breach, status: BudgetStatus, days: PlanDays) -> Crossing:
    is_spent = breach.kind is BreachKind.ACTUAL
    return Crossing(
        kind=breach.kind,
        threshold=breach.threshold,
        on=crossed_on(status, days, breach.threshold) if is_spent else status.as_of,
        seen=status.as_of,
        limit=status.limit,
        holds=True,
    )


def crossed_on(status: BudgetStatus, days: PlanDays, threshold: int) -> date:
    """The first day on which the period's spend reached so many percent, else `as_of`."""
    spent = Decimal(0)
    for day in sorted(day for day in days.spent.days if day in status.period):
        spent = EXACT.add(spent, days.spent.days[day])
        if reaches(spent, status.limit, threshold):
            return day
    return status.as_of


def _inactive(plan: BudgetPlan, days: PlanDays, as_of: date) -> Standing:
    """A custom period that has not begun or is over; what it cost is still told."""
    period = plan.first_period
    over = as_of >= period.end
    limit = limit_of(plan, period, days.spent)
    when = f"is over since {period.end}" if over else f"begins on {period.start}"
    changed = {"state": "inactive", "basis": f"its period {when}"}
    return Standing(
        _status(plan, period, limit, days, as_of).model_copy(update=changed), days, limit
    )


def _actual_basis(status: BudgetStatus, days: PlanDays) -> str:
    if days.missing:
        return days.missing
    if days.last is None or days.last < status.period_start:
        return f"{days.basis}; no day of the period has been delivered"
    if days.late_since is not None:
        return f"{days.basis}; {status.plan.dimension} is known up to {days.late_since} only"
    return days.basis


def _forecast_basis(result: ForecastResult | None) -> str:
    if result is None:
        return "no forecast of the last days is stored"
    if result.state != "ok":
        return f"no forecast: insufficient history ({result.history_days} days)"
    return f"forecast of {result.as_of}: {result.basis.method}"


def _latest_forecast(
    results: DocumentStore, plan: BudgetPlan, as_of: date
) -> ForecastResult | None:
    """The newest forecast made up to `as_of`, unless it is too old."""
    parts = forecast_parts(plan.currency, *plan.series, plan.metric)
    found, _ = forecasts(results).page(
        *parts, newest_first=True, after=day_sort(as_of + ONE_DAY), limit=1
    )
    return found[0] if found and as_of - found[0].as_of <= FORECAST_MAX_AGE else None


def _state(status: BudgetStatus, *, delivered: bool) -> State:
    if delivered and status.actual >= status.limit:
        return "over"
    if status.forecast is not None and status.forecast >= status.limit:
        return "at_risk"
    return "ok" if delivered or status.forecast is not None else "no_data"


def percent_of(amount: Decimal, limit: Decimal) -> Decimal:
    """How much of a limit an amount is, cut to one place: 100.0 means reached.

    >>> percent_of(Decimal("99.99"), Decimal(100))
    Decimal('99.9')
    """
    percent = _CUT.divide(_CUT.multiply(amount, Decimal(100)), limit)
    return percent.quantize(Decimal("0.1"), context=_CUT)
