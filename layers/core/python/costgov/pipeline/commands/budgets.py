"""Budget plans, made, changed and removed one by one; the control table is their only home."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from costgov.domain.budgeting.change import BudgetChange, ChangeKind
from costgov.domain.budgeting.nesting import children_of, exceeded, misfits
from costgov.domain.budgets import ALLOCATION, BudgetId, BudgetPlan
from costgov.domain.documents import Document
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline import records
from costgov.pipeline.budget_records import budget_changes
from costgov.pipeline.commands.editing import replaced_version
from costgov.pipeline.queries.exchange import Revised
from costgov.pipeline.queries.stores import Caller, ReadStores

type Reason = Annotated[str, Field(max_length=1_000, description="Why, for whoever asks later.")]


class BudgetCommand(BudgetPlan):
    """The plan as it is to be, whole: what is left out takes its default."""

    reason: Reason = ""

    @property
    def plan(self) -> BudgetPlan:
        """The plan alone."""
        return BudgetPlan.model_validate(self.model_dump(exclude={"reason"}))


class BudgetRemoval(Frozen):
    """Which plan goes, and why."""

    id: BudgetId
    reason: Reason = ""


class StoredPlan(Revised):
    """A plan as it is stored now, and what does not fit about the plans around it."""

    plan: BudgetPlan
    warnings: tuple[str, ...]


def create_budget(stores: ReadStores, command: BudgetCommand, caller: Caller) -> StoredPlan:
    """Make a budget; it is judged with the next run.

    Raises:
        InvalidInput: there is one of that id already; its parent or its allocation view cannot be.
        VersionConflict: somebody else has made it at the same moment.
    """
    if records.budgets(stores.control).found(command.id) is not None:
        raise InvalidInput(f"there is a budget {command.id!r} already; PUT changes it")
    return _put(stores, command, caller, None)


def replace_budget(stores: ReadStores, command: BudgetCommand, caller: Caller) -> StoredPlan:
    """Change a budget; thresholds that were told in this period are not told again.

    Raises:
        VersionConflict: what is stored is not what the change is based on.
        InvalidInput: its parent or its allocation view cannot be, or it has become none for the
            budgets below it.
    """
    return _put(stores, command, caller, records.budgets(stores.control).found(command.id))


def remove_budget(stores: ReadStores, command: BudgetRemoval, caller: Caller) -> None:
    """Remove a budget with its standing; its alerts are closed with the next run.

    Raises:
        NotFound: there is no such budget.
        InvalidInput: others are part of it.
        VersionConflict: what is stored is not what the removal is based on.
    """
    table = records.budgets(stores.control)
    document = table.found(command.id)
    if document is None:
        raise NotFound(f"there is no budget {command.id!r}")
    version, plan = replaced_version(document, caller), table.read(document)
    if below := children_of(plan, table.all()):
        names = ", ".join(one.id for one in below)
        raise InvalidInput(f"budget {plan.id!r} cannot go while others are part of it: {names}")
    caller.trail.record(f"budget/{plan.id}", plan, None, command.reason)
    _note(stores, plan.id, "removed", command.reason, caller)
    table.delete(plan.id, if_version=version)


def _put(
    stores: ReadStores, command: BudgetCommand, caller: Caller, document: Document | None
) -> StoredPlan:
    table, plan = records.budgets(stores.control), command.plan
    version = replaced_version(document, caller)
    before = table.read(document) if document else None
    plans = [*(one for one in table.all() if one.id != plan.id), plan]
    _refuse_misfits(plans, plan)
    _refuse_unknown_view(stores, plan)
    if before != plan:
        caller.trail.record(f"budget/{plan.id}", before, plan, command.reason)
        _note(stores, plan.id, "changed" if before else "created", command.reason, caller)
        table.put(plan, plan.id, if_version=version)
        caller.trail.settled()
    return StoredPlan(
        revision=table.versioned(plan.id).revision,
        plan=plan,
        warnings=tuple(exceeded(plans, caller.at.date())),
    )


def _refuse_misfits(plans: Sequence[BudgetPlan], changed: BudgetPlan) -> None:
    for plan, sentence in misfits(plans):
        if changed.id in {plan.id, plan.parent}:
            raise InvalidInput(f"budget {plan.id!r}: {sentence}")


def _refuse_unknown_view(stores: ReadStores, plan: BudgetPlan) -> None:
    if not plan.dimension.startswith(ALLOCATION):
        return
    asked = plan.dimension.removeprefix(ALLOCATION)
    views = [view.name for view in records.allocation_views(stores.control).all()]
    if asked not in views:
        known = ", ".join(views) or "none are configured"
        raise InvalidInput(f"there is no allocation view {asked!r}; the views: {known}")


def _note(stores: ReadStores, name: str, what: ChangeKind, reason: str, caller: Caller) -> None:
    """Who changed it, before it is changed: a push of the file must never miss a change."""
    change = BudgetChange(id=name, what=what, by=caller.who, at=caller.at, reason=reason)
    budget_changes(stores.control).put(change, name)
