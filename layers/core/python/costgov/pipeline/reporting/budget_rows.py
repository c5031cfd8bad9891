"""Budgets as the report shows them: spent, expected, and when a limit will be reached."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.costs import TAG_PREFIX, TOTAL, Metric
from costgov.domain.insights import ForecastResult
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.reporting.text import money, percent, plural, ratio_percent, short_day

_STATES = {
    "ok": "on track",
    "at_risk": "at risk",
    "over": "over budget",
    "no_data": "no data",
    "inactive": "not running",
}
_URGENCY = ("over", "at_risk", "no_data", "ok", "inactive")


def state_words(state: str) -> str:
    """A budget's state in words."""
    return _STATES[state]


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One plan with its standing, if the alert step has left one."""

    plan: BudgetPlan
    status: BudgetStatus | None
    reached_on: date | None

    @property
    def state(self) -> str:
        """`ok`, `at_risk`, `over` or `no_data`."""
        return self.status.state if self.status else "no_data"

    @property
    def state_words(self) -> str:
        """The state in words."""
        return state_words(self.state)

    @property
    def last_day(self) -> date | None:
        """The last day of the period."""
        return self.status.period_end - ONE_DAY if self.status else None

    @property
    def covers(self) -> str:
        """What the plan limits, without the value's own name."""
        if self.plan.dimension == TOTAL:
            return "all costs"
        dimension = self.plan.dimension
        noun = dimension.removeprefix(TAG_PREFIX).replace("_", " ")
        return f"tag {noun}" if dimension.startswith(TAG_PREFIX) else noun

    @property
    def spent_words(self) -> str:
        """`$830.12 of $1,000.00 spent (83.0 %), 11 days left`."""
        plan, status = self.plan, self.status
        limit = money(plan.amount, plan.currency)
        if status is None:
            return f"{limit} planned; the alert step has left no standing"
        if status.state == "no_data":
            return f"{limit} planned; nothing is known of this period"
        left = (status.period_end - status.as_of - ONE_DAY).days
        spent = money(status.actual, plan.currency)
        share = percent(status.actual_percent)
        return f"{spent} of {limit} spent ({share}), {plural(left, 'day')} left"

    @property
    def forecast_words(self) -> str:
        """What is expected by the end of the period, and when the limit is reached."""
        plan, status = self.plan, self.status
        if status is None or status.forecast is None:
            return "No forecast for this period."
        share = ratio_percent(status.forecast, plan.amount)
        text = f"{money(status.forecast, plan.currency)} expected by the end of the period"
        if share is not None:
            text += f" ({percent(share)})"
        if status.forecast_low is not None and status.forecast_high is not None:
            low, high = status.forecast_low, status.forecast_high
            text += f", 80 % between {money(low, plan.currency)} and {money(high, plan.currency)}"
        if self.reached_on:
            text += f"; the limit is expected to be reached around {short_day(self.reached_on)}"
        return f"{text}."


def budget_rows(
    control: DocumentStore, results: DocumentStore, currency: str
) -> tuple[BudgetRow, ...]:
    """The plans in one currency, those that need attention first."""
    plans = [plan for plan in records.budgets(control).all() if plan.currency == currency]
    rows = [_row(plan, results) for plan in plans]
    return tuple(sorted(rows, key=lambda row: (_URGENCY.index(row.state), row.plan.id)))


def _row(plan: BudgetPlan, results: DocumentStore) -> BudgetRow:
    try:
        status = records.budget_statuses(results).get(plan.id)
    except NotFound:
        return BudgetRow(plan, None, None)
    forecast = stored_forecast(
        results, (plan.currency, plan.dimension, plan.value), status.as_of, plan.metric
    )
    return BudgetRow(plan, status, _reached_on(status, forecast))


def stored_forecast(
    results: DocumentStore,
    series: tuple[str, str, str | None],
    as_of: date,
    metric: Metric = Metric.EFFECTIVE,
) -> ForecastResult | None:
    """The forecast of a (currency, dimension, value) made on a day, if there is one."""
    parts = records.forecast_parts(*series, metric)
    try:
        return records.forecasts(results).get(records.day_sort(as_of), *parts)
    except NotFound:
        return None


def _reached_on(status: BudgetStatus, forecast: ForecastResult | None) -> date | None:
    """The first coming day on which the actual and the days expected until then reach the limit."""
    if forecast is None or status.actual >= status.plan.amount:
        return None
    spent: Decimal = status.actual
    for day in forecast.days:
        if status.as_of < day.day < status.period_end:
            spent = EXACT.add(spent, day.mean)
            if spent >= status.plan.amount:
                return day.day
    return None
