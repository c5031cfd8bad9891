"""Changes of budgets over the API: shown before they are made, made together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

import typer
from costgov.domain.budgeting.nesting import exceeded, misfits
from costgov.domain.budgets import BudgetPlan
from costgov.errors import InvalidInput
from rich.console import Console
from rich.markup import escape

from cli.api_client import ApiClient, ApiError
from cli.budget_words import budget_change, budget_words
from cli.config_kept import Difference
from cli.summary_budgets import all_budgets


@dataclass(frozen=True, slots=True)
class Edit:
    """A plan as it was (None: there was none) and as it is to be (None: it goes)."""

    before: BudgetPlan | None
    after: BudgetPlan | None


def plans_of(client: ApiClient) -> list[BudgetPlan]:
    """Every plan that is deployed."""
    return [BudgetPlan.model_validate(one["plan"]) for one in all_budgets(client)]


def plan_of(client: ApiClient, name: str) -> BudgetPlan:
    """One deployed plan; raises ApiError."""
    return BudgetPlan.model_validate(client.get(_path(name))["plan"])


def difference(edits: Sequence[Edit]) -> Difference:
    """What edits do, as `costgov config diff` words it."""
    return Difference(
        added=tuple(budget_words(one.after) for one in edits if one.after and not one.before),
        changed=tuple(
            budget_change(one.before, one.after)
            for one in edits
            if one.before and one.after and one.before != one.after
        ),
        removed=tuple(budget_words(one.before) for one in edits if one.before and not one.after),
    )


def agreed(
    console: Console, plans: Sequence[BudgetPlan], edits: Sequence[Edit], today: date, *, yes: bool
) -> bool:
    """Show what edits do and what they make not fit; whether they are to be made.

    Raises:
        InvalidInput: a plan's parent could not be one any more.
    """
    changed = {plan.id: plan for one in edits for plan in (one.before, one.after) if plan}
    wanted = {one.after.id: one.after for one in edits if one.after}
    then = [*(plan for plan in plans if plan.id not in changed), *wanted.values()]
    for plan, sentence in misfits(then):
        raise InvalidInput(f"budget {plan.id!r}: {sentence}")
    found = difference(edits)
    if not found:
        console.print("nothing differs")
        return False
    console.print("\n".join(found.lines()), markup=False)
    for warning in exceeded(then, today):
        console.print(f"[yellow]warning[/yellow] {escape(warning)}", soft_wrap=True)
    return yes or typer.confirm("Make these changes?")


def make(client: ApiClient, edits: Sequence[Edit], reason: str) -> None:
    """Make edits one after the other; when one is refused, those before it are taken back.

    Raises:
        ApiError: with the sentence of what was refused, and what could not be taken back.
    """
    made: list[Edit] = []
    for edit in edits:
        try:
            _make(client, edit, reason)
        except ApiError as error:
            left = _taken_back(client, made)
            also = f"; still changed: {', '.join(left)}" if left else "; nothing is changed"
            raise ApiError(error.status, f"{_name(edit)}: {error}{also}") from error
        made.append(edit)


def _taken_back(client: ApiClient, made: Sequence[Edit]) -> list[str]:
    """Undo edits, the last first; the names of those that could not be."""
    left = []
    for edit in reversed(made):
        try:
            _make(client, Edit(edit.after, edit.before), "the import broke off")
        except ApiError:
            left.append(_name(edit))
    return left


def _make(client: ApiClient, edit: Edit, reason: str) -> None:
    if edit.before == edit.after:
        return
    if edit.before is None and edit.after is not None:
        client.post("/v1/budgets", _fields(edit.after) | {"reason": reason})
        return
    path = _path(_name(edit))
    shown = client.get(path)
    if BudgetPlan.model_validate(shown["plan"]) != edit.before:
        raise ApiError(412, "somebody has changed it meanwhile; look again and repeat")
    etag = f'"{shown["revision"]}"'
    if edit.after is None:
        client.remove(path, etag, reason=reason)
        return
    fields = {name: value for name, value in _fields(edit.after).items() if name != "id"}
    client.replace(path, fields | {"reason": reason}, etag)


def _fields(plan: BudgetPlan) -> dict[str, object]:
    return plan.model_dump(mode="json", exclude_defaults=True)


def _name(edit: Edit) -> str:
    plan = edit.after or edit.before
    if plan is None:
        raise InvalidInput("an edit is of a plan")
    return plan.id


def _path(name: str) -> str:
    return f"/v1/budgets/{quote(name, safe='')}"
