"""Budgets that were changed by API or command line and that no pull has seen.

A push of the file would take such a change back: it says so, and asks, before it does.
"""

from typing import TYPE_CHECKING

from costgov.configuration import Configuration
from costgov.domain.budgeting.change import BudgetChange
from costgov.domain.budgets import BudgetPlan
from costgov.pipeline import records
from costgov.pipeline.budget_records import budget_changes

if TYPE_CHECKING:
    from costgov.gateways.ports import DocumentStore

_WORDS = {"created": "made", "changed": "changed", "removed": "removed"}


def unseen(control: "DocumentStore") -> list[BudgetChange]:
    """The changes that the file cannot hold yet."""
    return [change for change in budget_changes(control).all() if not change.pulled]


def taken_back(control: "DocumentStore", configuration: Configuration) -> tuple[str, ...]:
    """A sentence per unseen change that a push of the file would undo."""
    wanted = {plan.id: plan for plan in configuration.governance.budgets}
    deployed = {plan.id: plan for plan in records.budgets(control).all()}
    return tuple(
        f"budget {change.id} was {_WORDS[change.what]} by {change.by} on "
        f"{change.at:%Y-%m-%d %H:%M} UTC{_because(change)}: a push {then}"
        for change in unseen(control)
        if (then := _then(wanted.get(change.id), deployed.get(change.id)))
    )


def note_seen(control: "DocumentStore", seen: list[BudgetChange]) -> None:
    """Note that the file holds what these changes have made; later ones are not touched."""
    table = budget_changes(control)
    for change in seen:
        document = table.found(change.id)
        if document is not None and table.read(document) == change:
            table.put(
                change.model_copy(update={"pulled": True}), change.id, if_version=document.version
            )


def _because(change: BudgetChange) -> str:
    return f" ({change.reason})" if change.reason else ""


def _then(wanted: BudgetPlan | None, deployed: BudgetPlan | None) -> str:
    if wanted == deployed:
        return ""
    if wanted is None:
        return "removes it"
    return "makes it again" if deployed is None else "puts back what the file says"
