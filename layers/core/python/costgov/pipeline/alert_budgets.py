"""Where every budget stands on a day, one within the other, and what costs most in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from costgov.domain.alerting.signal import Driver
from costgov.domain.budgeting.amounts import planned_within
from costgov.domain.budgeting.figures import Part
from costgov.domain.budgeting.nesting import beyond_words, children_of, roll_up
from costgov.domain.budgets import ALLOCATION, BudgetPlan, BudgetStatus
from costgov.domain.costs import ACCOUNT, SERVICE, TOTAL, Scope
from costgov.domain.period import ONE_DAY, Window
from costgov.gateways.ports import CostReader, DocumentStore
from costgov.pipeline.budget_days import Books, PlanDays, plan_days, scope_of, values_of
from costgov.pipeline.budget_records import burn_ups
from costgov.pipeline.budget_standing import Standing, standing
from costgov.pipeline.ledger import CutReader, currency_ledgers, sum_within
from costgov.pipeline.records import budget_statuses, budgets

TOP_DRIVERS: Final = 3
_SHARE: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Judged:
    """Every plan's standing: those of the day, and of plans that a later day has judged, its own.

    `books` are the ledgers by currency, to look further into.
    """

    statuses: tuple[BudgetStatus, ...]
    kept: tuple[BudgetStatus, ...]
    books: Mapping[str, Books]

    @property
    def notes(self) -> list[str]:
        """What a run should say of them."""
        return [
            *(
                f"budget {status.plan.id}: no data, {status.basis}"
                for status in self.statuses
                if status.state == "no_data"
            ),
            *(words for status in self.statuses for words in status.warnings),
            *(
                f"budget {status.plan.id}: the standing of {status.as_of} is kept"
                for status in self.kept
            ),
        ]


def judge(costs: CostReader, results: DocumentStore, control: DocumentStore, as_of: date) -> Judged:
    """Judge every plan on a day and store standings and burn-ups.

    Judging a day again changes nothing; an older day leaves what is known of a later one.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    books = books_of(costs, as_of)
    plans = budgets(control).all()
    before = {status.plan.id: status for status in budget_statuses(results).all()}
    newer = {name: status for name, status in before.items() if status.as_of > as_of}
    days = {plan.id: plan_days(plan, books.get(plan.currency), results, as_of) for plan in plans}
    standings = [
        _rolled_up(standing(plan, days[plan.id], results, as_of, before.get(plan.id)), plans, days)
        for plan in plans
        if plan.id not in newer
    ]
    kept = [newer[plan.id] for plan in plans if plan.id in newer]
    _store(results, standings, kept)
    return Judged(tuple(one.status for one in standings), tuple(kept), books)


def books_of(costs: CostReader, as_of: date) -> dict[str, Books]:
    """Every currency's ledger as of a day."""
    return {
        ledger.currency: Books(ledger, CutReader(costs, ledger.currency, ledger.window(as_of)))
        for ledger in currency_ledgers(costs)
    }


def _store(
    results: DocumentStore, standings: Sequence[Standing], kept: Sequence[BudgetStatus]
) -> None:
    """The burn-ups first: a standing without its own is never read."""
    table, names = burn_ups(results), {status.plan.id for status in kept}
    stored = [(one.budget_id, one) for one in table.all() if one.budget_id in names]
    table.make_equal([*((one.status.plan.id, one.burn_up) for one in standings), *stored])
    budget_statuses(results).make_equal(
        (status.plan.id, status) for status in (*(one.status for one in standings), *kept)
    )


def _rolled_up(
    found: Standing, plans: Sequence[BudgetPlan], days: Mapping[str, PlanDays]
) -> Standing:
    """A standing with what the budgets below it plan and cost in its period."""
    status = found.status
    children = children_of(status.plan, plans)
    if not children:
        return found
    seen = Window(status.period_start, max(status.period_start, _seen(status)))
    parts = [
        Part(
            id=child.id,
            planned=planned_within(child, status.period),
            actual=_known_within(days[child.id], seen),
        )
        for child in children
    ]
    rolled = roll_up(status.limit, parts)
    words = beyond_words(status.plan, status.period, rolled, status.limit)
    changed = {"roll_up": rolled, "warnings": (*status.warnings, *filter(None, (words,)))}
    return replace(found, status=status.model_copy(update=changed))


def _seen(status: BudgetStatus) -> date:
    return min(status.period_end, status.as_of + ONE_DAY)


def _known_within(days: PlanDays, window: Window) -> Decimal | None:
    if days.missing or days.last is None or days.last < window.start:
        return None
    return days.spent.within(window)


def drivers(status: BudgetStatus, books: Books | None) -> tuple[str, tuple[Driver, ...]]:
    """What costs most within a budget's period so far: what the parts are, and the largest.

    Services of the bill or an account, accounts of a service, the values of several; nothing
    where the ledger tells no parts.
    """
    plan = status.plan
    inside = {
        TOTAL: (Scope(), SERVICE),
        ACCOUNT: (Scope.account(plan.value or ""), SERVICE),
        SERVICE: (Scope.service(plan.value or ""), ACCOUNT),
    }
    told = plan.dimension in inside and not plan.account
    if books is None or plan.dimension.startswith(ALLOCATION) or not (plan.values or told):
        return "", ()
    scope, dimension = (scope_of(plan), plan.dimension) if plan.values else inside[plan.dimension]
    cut = books.reader.cut(dimension, scope)
    values = values_of(plan) if plan.values else tuple(cut.facts)
    window = Window(status.period_start, _seen(status))
    parts = [
        (value or f"no {dimension}", sum_within(cut.daily(value, plan.metric), window))
        for value in values
    ]
    costly = sorted(
        ((name, amount) for name, amount in parts if amount > 0), key=lambda p: (-p[1], p[0])
    )
    return f"{dimension}s", tuple(
        Driver(name=name, amount=amount, share_percent=_share(amount, status.actual))
        for name, amount in costly[:TOP_DRIVERS]
    )


def _share(amount: Decimal, whole: Decimal) -> Decimal | None:
    if whole <= 0:
        return None
    return _SHARE.divide(_SHARE.multiply(amount, Decimal(100)), whole).quantize(
        Decimal("0.1"), context=_SHARE
    )
