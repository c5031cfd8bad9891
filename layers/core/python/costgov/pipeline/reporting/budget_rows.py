"""Budgets as the report shows them: spent, expected, and when a limit will be reached."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.budgeting.burn_up import BurnUp
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.costs import Metric
from costgov.domain.insights import ForecastResult
from costgov.domain.period import ONE_DAY
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.budget_records import burn_ups
from costgov.pipeline.reporting.text import money, percent, plural, ratio_percent, short_day

_STATES = {
    "ok": "on track",
    "at_risk": "at risk",
    "over": "over budget",
    "no_data": "no data",
    "inactive": "not running",
}
MORE_THAN_ONE = 2
_URGENCY = ("over", "at_risk", "no_data", "ok", "inactive")


def state_words(state: str) -> str:
    """A budget's state in words."""
    return _STATES[state]


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One plan with its standing, if the alert step has left one."""

    plan: BudgetPlan
    status: BudgetStatus | None
    burn_up: BurnUp | None = None

    @property
    def reached_on(self) -> date | None:
        """The day on which the limit was or is expected to be reached."""
        return self.status.breach_date if self.status else None

    @property
    def limit(self) -> Decimal:
        """What may be spent in the period."""
        return self.status.limit if self.status else self.plan.amount

    @property
    def state(self) -> str:
        """`ok`, `at_risk`, `over`, `no_data` or `inactive`."""
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
    def spent_words(self) -> str:
        """`$830.12 of $1,000.00 spent (83.0 %), 11 days left`."""
        plan, status = self.plan, self.status
        limit = money(self.limit, plan.currency)
        if status is None:
            return f"{limit} planned; the alert step has left no standing"
        if status.state == "no_data":
            return f"{limit} planned; nothing is known of this period"
        spent = money(status.actual, plan.currency)
        share = percent(status.actual_percent)
        return f"{spent} of {limit} spent ({share}), {plural(status.days_left, 'day')} left"

    @property
    def forecast_words(self) -> str:
        """What is expected by the end of the period, how likely that is too much, and when."""
        plan, status = self.plan, self.status
        if status is None or status.forecast is None:
            return "No forecast for this period."
        share = ratio_percent(status.forecast, status.limit)
        text = f"{money(status.forecast, plan.currency)} expected by the end of the period"
        if share is not None:
            text += f" ({percent(share)})"
        if status.forecast_low is not None and status.forecast_high is not None:
            low, high = status.forecast_low, status.forecast_high
            text += f", 80 % between {money(low, plan.currency)} and {money(high, plan.currency)}"
        return f"{text}{self._breach_words}."

    @property
    def _breach_words(self) -> str:
        status = self.status
        if status is None:
            return ""
        text = ""
        if status.breach_probability is not None and status.state != "over":
            text = f"; the limit is reached with a probability of {status.breach_probability.words}"
        if status.breach_date is None:
            return text
        if status.state == "over":
            return f"{text}; the limit was reached on {short_day(status.breach_date)}"
        text += f"; the limit is expected to be reached around {short_day(status.breach_date)}"
        if status.breach_earliest not in {None, status.breach_date}:
            text += f", on {short_day(status.breach_earliest)} at the earliest"
        return text

    @property
    def limit_words(self) -> str:
        """How the limit comes about where it is not simply what is planned; else nothing."""
        limit = self.status.arithmetic if self.status else None
        if limit is None or (len(limit.parts) < MORE_THAN_ONE and not limit.earlier):
            return ""
        currency = self.plan.currency
        parts = [
            f"{money(part.counted, currency)} for {short_day(part.start)} to "
            f"{short_day(part.end - ONE_DAY)} at {money(part.amount, currency)} a period"
            for part in limit.parts
        ]
        planned = " and ".join(parts) if len(parts) > 1 else money(limit.planned, currency)
        carried = ""
        if limit.earlier:
            last = limit.earlier[-1]
            why = f" ({last.because})" if last.because else ""
            carried = f", {money(limit.carried, currency)} carried over{why}"
        return f"The limit is {planned}{carried}."

    @property
    def parts_words(self) -> str:
        """What the budgets below it come to; nothing where there are none."""
        rolled, currency = self.status.roll_up if self.status else None, self.plan.currency
        if rolled is None:
            return ""
        names = ", ".join(part.id for part in rolled.parts)
        left = f"{money(rolled.unplanned, currency)} is given to none of them"
        return (
            f"Of it {names} have spent {money(rolled.actual, currency)} of "
            f"{money(rolled.planned, currency)} planned; {left}."
        )


def budget_rows(
    control: DocumentStore, results: DocumentStore, currency: str
) -> tuple[BudgetRow, ...]:
    """The plans in one currency, those that need attention first."""
    statuses = {status.plan.id: status for status in records.budget_statuses(results).all()}
    drawn = {one.budget_id: one for one in burn_ups(results).all()}
    rows = [
        BudgetRow(plan, statuses.get(plan.id), drawn.get(plan.id))
        for plan in records.budgets(control).all()
        if plan.currency == currency
    ]
    return tuple(sorted(rows, key=lambda row: (_URGENCY.index(row.state), row.plan.id)))


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
