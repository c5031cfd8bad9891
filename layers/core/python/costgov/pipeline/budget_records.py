"""Typed records beside budget plans and their standings."""

from costgov.domain.budgeting.burn_up import BurnUp
from costgov.domain.budgeting.change import BudgetChange
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records


def budget_changes(control: DocumentStore) -> Records[BudgetChange]:
    """Who last changed which plan otherwise than by a push, sorted by the plan's id."""
    return Records(control, BudgetChange, "budget-change")


def burn_ups(results: DocumentStore) -> Records[BurnUp]:
    """The burn-ups of the stored standings, sorted by budget id."""
    return Records(results, BurnUp, "budget-burn-up")
