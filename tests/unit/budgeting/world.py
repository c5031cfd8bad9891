"""An installation with budgets, bills and forecasts, judged day by day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.budgeting.burn_up import BurnUp
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.costs import MonthCost
from costgov.domain.insights import Basis, ForecastDay, ForecastResult, Interval, PeriodEnd
from costgov.domain.period import ONE_DAY, Window
from costgov.pipeline.alert_budgets import Judged, judge
from costgov.pipeline.budget_records import burn_ups
from costgov.pipeline.records import (
    budget_statuses,
    budgets,
    day_sort,
    forecast_parts,
    forecasts,
)

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

OCTOBER = Window(date(2026, 10, 1), date(2026, 11, 1))


def daily(start: date, days: int, amount: str = "100") -> dict[date, str]:
    """The same amount on each of some days."""
    return {start + timedelta(days=i): amount for i in range(days)}


class World:
    """Stores, and what fills them; plans are for $1,000 a month unless told otherwise."""

    def __init__(self, **plan: object) -> None:
        self.costs = InMemoryCostStore()
        self.results = InMemoryDocumentStore()
        self.control = InMemoryDocumentStore(page_size=2)
        if plan:
            self.plan(**plan)

    def plan(self, **fields: object) -> BudgetPlan:
        found = BudgetPlan.model_validate({"id": "all", "amount": "1000"} | fields)
        budgets(self.control).put(found, found.id)
        return found

    def bill(self, *facts: MonthCost) -> None:
        source, last = facts[0].source, max(day for fact in facts for day in fact.days())
        read = datetime(last.year, last.month, last.day, 6, tzinfo=UTC) + ONE_DAY
        self.costs.replace(source, sorted({fact.month for fact in facts}), facts, read)

    def forecast(
        self, plan: BudgetPlan, made: date, period: Window, mean: str, width: str = "50"
    ) -> None:
        """A forecast of a period's end; what is left of it is the same on every coming day."""
        coming = list(Window(made, period.end).days())
        actual = Decimal(100) * (made - period.start).days
        each = (Decimal(mean) - actual) / len(coming)
        widths = {80: Decimal(width), 90: Decimal(width) * 2, 95: Decimal(width) * 3}
        result = ForecastResult(
            currency=plan.currency,
            dimension=plan.series[0],
            value=plan.series[1],
            metric=plan.metric,
            as_of=made,
            history_days=60,
            history_end=made - ONE_DAY,
            state="ok",
            days=tuple(ForecastDay(day=day, mean=each, intervals=()) for day in coming),
            month_end=None,
            period_ends=(
                PeriodEnd(
                    start=period.start,
                    end=period.end,
                    actual=actual,
                    mean=Decimal(mean),
                    intervals=tuple(
                        Interval(level=n, low=Decimal(mean) - w, high=Decimal(mean) + w)
                        for n, w in widths.items()
                    ),
                ),
            ),
            accuracy=None,
            basis=Basis(sources=("cost_explorer",), as_of="now", method="naive"),
        )
        parts = forecast_parts(result.currency, result.dimension, result.value, result.metric)
        forecasts(self.results).put(result, day_sort(made), *parts)

    def judge(self, as_of: date) -> Judged:
        return judge(self.costs, self.results, self.control, as_of)

    def status(self, name: str = "all") -> BudgetStatus:
        return budget_statuses(self.results).get(name)

    def burn_up(self, name: str = "all") -> BurnUp:
        return burn_ups(self.results).get(name)

    def crossed(self, name: str = "all") -> Mapping[str, bool]:
        """The steps that were crossed and whether they hold."""
        return {f"{one.kind}-{one.threshold}": one.holds for one in self.status(name).crossed}
