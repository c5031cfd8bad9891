"""Where each budget stands: exact actual from the bill, forecast from what analyse stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Context, Decimal
from typing import Literal

from costgov.domain.budgets import BudgetPlan, BudgetStatus, period_window
from costgov.domain.insights import ForecastResult, Interval, MonthEnd, PeriodEnd
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.ledger import CurrencyLedger, CutReader, Daily, sum_within
from costgov.pipeline.records import day_sort, forecast_parts, forecasts

# A forecast older than this is no longer news about the period's end.
FORECAST_MAX_AGE = timedelta(days=7)
BUDGET_LEVEL = 80
MANY_SOURCES = 3
_CUT = Context(prec=60, rounding=ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Books:
    """A currency's ledger and the reader of its cuts."""

    ledger: CurrencyLedger
    reader: CutReader


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget's status and the exact daily amounts behind its actual."""

    status: BudgetStatus
    days: Daily

    def crossed_on(self, threshold: int) -> date:
        """The first day on which the period's spend reached the threshold, else `as_of`."""
        limit = EXACT.multiply(self.status.plan.amount, threshold)
        spent = Decimal(0)
        for day in sorted(self.days):
            spent = EXACT.add(spent, self.days[day])
            if EXACT.multiply(spent, 100) >= limit:
                return day
        return self.status.as_of


def standing(
    plan: BudgetPlan, books: Books | None, results: DocumentStore, as_of: date
) -> Standing:
    """Where a budget stands on a day."""
    missing = _missing(plan, books)
    if books is None or missing:
        return Standing(_status(plan, as_of, None, None, missing), {})
    period = period_window(plan.period, as_of)
    seen = Window(period.start, as_of + ONE_DAY)
    daily = books.reader.cut(plan.dimension).daily(plan.value, plan.metric)
    days = {day: amount for day, amount in daily.items() if day in seen}
    known = books.ledger.by(plan.dimension)
    delivered = known.last_day >= period.start and known.first_day <= as_of
    result = _latest_forecast(results, plan, as_of)
    late = min(as_of, books.ledger.last_day) > known.last_day
    actual_basis = _actual_basis(plan, known, delivered=delivered, late=late)
    basis = "; ".join((actual_basis, _forecast_basis(result)))
    actual = sum_within(days, period) if delivered else None
    return Standing(_status(plan, as_of, actual, _outlook(result, period), basis), days)


def _missing(plan: BudgetPlan, books: Books | None) -> str:
    """Why nothing can be said of the budget, or nothing."""
    if books is None:
        return f"no cost data in {plan.currency} is stored"
    if plan.dimension not in books.ledger.dimensions:
        return f"no source of the {plan.currency} ledger tells costs apart by {plan.dimension}"
    if plan.value not in books.reader.cut(plan.dimension).facts:
        name = "no value" if plan.value is None else repr(plan.value)
        return f"the {plan.currency} ledger has never seen {plan.dimension} {name}"
    return ""


def _actual_basis(plan: BudgetPlan, known: CurrencyLedger, *, delivered: bool, late: bool) -> str:
    basis = known.basis("")
    few = len(basis.sources) <= MANY_SOURCES
    sources = ", ".join(basis.sources) if few else f"{len(basis.sources)} sources"
    text = f"{plan.metric} from {sources}, read {basis.as_of}"
    if not delivered:
        return f"{text}; no day of the period has been delivered"
    return f"{text}; {plan.dimension} is known up to {known.last_day} only" if late else text


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
    parts = forecast_parts(plan.currency, plan.dimension, plan.value, plan.metric)
    found, _ = forecasts(results).page(
        *parts, newest_first=True, after=day_sort(as_of + ONE_DAY), limit=1
    )
    return found[0] if found and as_of - found[0].as_of <= FORECAST_MAX_AGE else None


def _outlook(result: ForecastResult | None, period: Window) -> MonthEnd | PeriodEnd | None:
    """The forecast of this very period's end."""
    if result is None or result.state != "ok":
        return None
    for longer in result.period_ends:
        if (longer.start, longer.end) == (period.start, period.end):
            return longer
    month = result.month_end
    return month if month and Month.parse(month.month).window == period else None


def _status(
    plan: BudgetPlan,
    as_of: date,
    actual: Decimal | None,
    outlook: MonthEnd | PeriodEnd | None,
    basis: str,
) -> BudgetStatus:
    period = period_window(plan.period, as_of)
    interval = _interval(outlook)
    return BudgetStatus(
        plan=plan,
        period_start=period.start,
        period_end=period.end,
        as_of=as_of,
        actual=actual or Decimal(0),
        actual_percent=percent_of(actual or Decimal(0), plan.amount),
        forecast=outlook.mean if outlook else None,
        forecast_low=interval.low if interval else None,
        forecast_high=interval.high if interval else None,
        state=_state(plan, actual, outlook.mean if outlook else None),
        basis=basis,
    )


def _interval(outlook: MonthEnd | PeriodEnd | None) -> Interval | None:
    intervals = outlook.intervals if outlook else ()
    return next((found for found in intervals if found.level == BUDGET_LEVEL), None)


def _state(
    plan: BudgetPlan, actual: Decimal | None, forecast: Decimal | None
) -> Literal["ok", "at_risk", "over", "no_data"]:
    if actual is not None and actual >= plan.amount:
        return "over"
    if forecast is not None and forecast >= plan.amount:
        return "at_risk"
    return "no_data" if actual is None and forecast is None else "ok"


def percent_of(amount: Decimal, limit: Decimal) -> Decimal:
    """How much of a limit an amount is, cut to one place: 100.0 means reached.

    >>> percent_of(Decimal("99.99"), Decimal(100))
    Decimal('99.9')
    """
    percent = _CUT.divide(_CUT.multiply(amount, Decimal(100)), limit)
    return percent.quantize(Decimal("0.1"), context=_CUT)
