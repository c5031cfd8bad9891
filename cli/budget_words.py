"""Budget plans as a push, an edit and an import show them."""

from costgov.domain.budgets import BudgetPlan, amount_words

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
