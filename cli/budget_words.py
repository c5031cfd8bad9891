"""Budget plans as a push, an edit and an import show them."""

from costgov.domain.budgets import BudgetPlan
from costgov.domain.money import amount_text

from cli.config_kept import line_by_line


def budget_words(plan: BudgetPlan) -> str:
    """A plan in one line."""
    parts = [f"{plan.id}: {amount_words(plan)} for {plan.covers}"]
    if plan.parent is not None:
        parts.append(f"part of {plan.parent}")
    if plan.owner is not None:
        parts.append(f"owned by {plan.owner}")
    return ", ".join(parts)


def budget_change(before: BudgetPlan, after: BudgetPlan) -> str:
    """A changed plan in one line, and what differs as the file would write it."""
    return "\n".join([budget_words(after), *line_by_line(before, after)])


def amount_words(plan: BudgetPlan) -> str:
    """What a plan allows, in words: `1000 USD monthly, 1200 from 2026-11-10`."""
    steps = "".join(f", {amount_text(step.amount)} from {step.start}" for step in plan.amounts)
    when = plan.period
    if plan.period == "custom":
        again = ", again and again" if plan.repeat else ""
        return (
            f"{amount_text(plan.amount)} {plan.currency} {plan.start} to {plan.end}{again}{steps}"
        )
    return f"{amount_text(plan.amount)} {plan.currency} {when}{steps}"
