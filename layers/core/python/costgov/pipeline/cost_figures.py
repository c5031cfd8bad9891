"""The few figures that CloudWatch keeps and shows: the month so far and its end, by currency."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from costgov.domain.budgets import BudgetStatus
from costgov.domain.costs import TOTAL
from costgov.domain.insights import MonthEnd, Summary
from costgov.gateways.ports import CostReader, DocumentStore
from costgov.pipeline import records
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.ledger import currency_ledgers

# Metrics of function `alert`, by currency; open alerts have none. With those of function `run`
# (costgov.observability) they are eight of the ten that an account has free.
MONTH_TO_DATE: Final = "MonthToDateCost"
MONTH_END: Final = "MonthEndForecast"
BUDGET_PERCENT: Final = "HighestBudgetPercent"
OPEN_ALERTS: Final = "OpenAlerts"

NOT_JUDGED: Final = frozenset({"no_data", "inactive"})
"""States of budgets of which no percentage is known."""


class CostFigures(NamedTuple):
    """Where a currency's month stands; `month_end` is None without enough history."""

    summary: Summary
    month_end: MonthEnd | None

    @property
    def currency(self) -> str:
        """The currency of both."""
        return self.summary.currency


def cost_figures(costs: CostReader, results: DocumentStore) -> tuple[CostFigures, ...]:
    """The figures of each currency whose ledger has been analysed, as of its newest summary."""
    summaries = records.summaries(results)
    newest = [summaries.newest(ledger.currency) for ledger in currency_ledgers(costs)]
    return tuple(CostFigures(one, _month_end(results, one)) for one in newest if one is not None)


def _month_end(results: DocumentStore, summary: Summary) -> MonthEnd | None:
    parts = records.forecast_parts(summary.currency, TOTAL, None)
    found = records.forecasts(results).found(records.day_sort(summary.as_of), *parts)
    if found is None:
        return None
    forecast = records.forecasts(results).read(found)
    return forecast.month_end if forecast.state == "ok" else None


def budget_standings(control: DocumentStore, results: DocumentStore) -> list[BudgetStatus]:
    """Where the budgets that are planned now stood at the last run, the most used first."""
    planned = {plan.id for plan in records.budgets(control).all()}
    statuses = [one for one in records.budget_statuses(results).all() if one.plan.id in planned]
    return sorted(statuses, key=lambda one: (-one.actual_percent, one.plan.id))


def metrics_of(figures: CostFigures, standings: Sequence[BudgetStatus]) -> dict[str, Decimal]:
    """What of a currency is put as metrics, by name; what is not known is left out."""
    found = {MONTH_TO_DATE: figures.summary.month_to_date}
    if figures.month_end is not None:
        found[MONTH_END] = figures.month_end.mean
    used = [
        status.actual_percent
        for status in standings
        if status.plan.currency == figures.currency and status.state not in NOT_JUDGED
    ]
    if used:
        found[BUDGET_PERCENT] = max(used)
    return found


def open_alert_count(control: DocumentStore) -> Decimal:
    """How many alerts are not resolved."""
    return Decimal(sum(alert.is_open for alert in open_alerts(control).all()))
