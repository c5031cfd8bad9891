"""Budgets within budgets: what cannot be, and where children plan more than their parent."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from costgov.domain.budgeting.amounts import planned_within
from costgov.domain.budgeting.figures import Part, RollUp
from costgov.domain.budgets import BudgetPlan
from costgov.domain.money import EXACT, display, exact_sum
from costgov.domain.period import ONE_DAY, Window


def misfits(plans: Sequence[BudgetPlan]) -> Iterator[tuple[BudgetPlan, str]]:
    """Plans whose parent cannot be theirs, each with a sentence."""
    by_id = {plan.id: plan for plan in plans}
    for plan in plans:
        if plan.parent is None:
            continue
        parent = by_id.get(plan.parent)
        if parent is None:
            yield plan, f"there is no budget {plan.parent!r} for it to be part of"
        elif parent.currency != plan.currency:
            yield plan, f"its parent {parent.id} is in {parent.currency}, not in {plan.currency}"
        elif plan.id in _above(plan, by_id):
            yield plan, f"it would be part of itself: {' → '.join((*_above(plan, by_id),))}"


def _above(plan: BudgetPlan, by_id: Mapping[str, BudgetPlan]) -> list[str]:
    """The ids above a plan, up to the first that is met again."""
    met: list[str] = []
    parent = plan.parent
    while parent is not None and parent in by_id and parent not in met:
        met.append(parent)
        parent = by_id[parent].parent
    return met


def children_of(plan: BudgetPlan, plans: Sequence[BudgetPlan]) -> list[BudgetPlan]:
    """The plans directly below one, by id."""
    return sorted((one for one in plans if one.parent == plan.id), key=lambda one: one.id)


def roll_up(limit: Decimal, parts: Sequence[Part]) -> RollUp:
    """What the budgets below one come to beside its limit."""
    planned = exact_sum(part.planned for part in parts)
    left = EXACT.subtract(limit, planned)
    return RollUp(
        parts=tuple(parts),
        planned=planned,
        actual=exact_sum(part.actual for part in parts if part.actual is not None),
        unplanned=max(left, Decimal(0)),
        beyond=max(-left, Decimal(0)),
    )


def beyond_words(plan: BudgetPlan, period: Window, found: RollUp, limit: Decimal) -> str:
    """The warning about children that plan more than their parent, or nothing."""
    if not found.beyond:
        return ""
    names = ", ".join(part.id for part in found.parts)
    days = f"{period.start} to {period.end - ONE_DAY}"
    return (
        f"the budgets below {plan.id} ({names}) plan {display(found.planned, plan.currency)} for "
        f"{days}, {display(found.beyond, plan.currency)} more than its "
        f"{display(limit, plan.currency)}"
    )


def exceeded(plans: Sequence[BudgetPlan], day: date) -> list[str]:
    """A warning per plan whose children plan more than it does in the period of a day.

    By what is planned; what is carried over is not known here.
    """
    warnings = []
    for plan in sorted(plans, key=lambda one: one.id):
        period, children = plan.period_of(day), children_of(plan, plans)
        if period is None or not children:
            continue
        limit = planned_within(plan, period)
        parts = [
            Part(id=one.id, planned=planned_within(one, period), actual=None) for one in children
        ]
        if words := beyond_words(plan, period, roll_up(limit, parts), limit):
            warnings.append(words)
    return warnings
