"""`costgov budgets`: what may be spent, where it stands, and changing it with the change shown."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from costgov.clock import utc_now
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.errors import InvalidInput, SourceError
from costgov.gateways.budget_ports import BudgetService
from costgov.pipeline.budget_intake import taken_over
from costgov.pipeline.budget_mirror import mirror, mirroring
from pydantic import ValidationError
from rich.console import Console

from cli.api_client import ApiClient
from cli.budget_editing import Edit, agreed, make, plan_of, plans_of
from cli.budgets_csv import read_plans
from cli.json_output import AsJson, print_json
from cli.summary_budgets import all_budgets, print_budget, print_budgets

type Guard = Callable[..., Callable[..., None]]
type Client = Callable[[], ApiClient]
type Aws = Callable[[], BudgetService]

Id = Annotated[str, typer.Argument(metavar="ID", help="The budget's id.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Reason = Annotated[str, typer.Option(help="Why, for whoever asks later.")]
Setting = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="Any field of a plan, as in the file: period=yearly, dimension=tag:Team, "
        "value=search, parent=all, owner=search; values and thresholds with | between.",
    ),
]


def budgets_app(console: Console, client: Client, aws: Aws, guarded: Guard) -> typer.Typer:
    """The commands, over the API and AWS Budgets, reached when a command is given."""
    app = typer.Typer(no_args_is_help=True, help="What may be spent, and where it stands.")
    _add_reading(app, console, client, guarded)
    _add_editing(app, console, client, guarded)
    _add_import(app, console, client, aws, guarded)
    _add_mirror(app, console, client, aws, guarded)
    return app


def _add_reading(app: typer.Typer, console: Console, client: Client, guarded: Guard) -> None:
    @app.command("list")
    @guarded
    def list_(as_json: AsJson = False) -> None:
        """Show every budget, those below others indented."""
        if as_json:
            print_json(all_budgets(client()))
        else:
            print_budgets(console, client())

    @app.command()
    @guarded
    def show(budget: Id, as_json: AsJson = False) -> None:
        """Show one: how its limit comes about, what is likely, its burn-up."""
        if as_json:
            api = client()
            plan = plan_of(api, budget)
            shown = api.get(f"/v1/budgets/{plan.id}")
            print_json(shown | {"burn_up": api.get(f"/v1/budgets/{plan.id}/burn-up")}
                       if shown["status"] else shown)  # fmt: skip
        else:
            print_budget(console, client(), plan_of(client(), budget).id)


def _add_editing(app: typer.Typer, console: Console, client: Client, guarded: Guard) -> None:
    def edit_one(api: ApiClient, one: Edit, reason: str, *, yes: bool) -> None:
        if agreed(console, plans_of(api), [one], utc_now().date(), yes=yes):
            make(api, [one], reason)
            console.print("done; the next run judges it")

    @app.command()
    @guarded
    def add(
        budget: Id,
        amount: Annotated[str, typer.Argument(help="How much a period may cost.")],
        settings: Setting = None,
        reason: Reason = "",
        yes: Yes = False,
    ) -> None:
        """Make a budget."""
        plan = _plan({"id": budget, "amount": amount} | _settings(settings))
        edit_one(client(), Edit(None, plan), reason, yes=yes)

    @app.command()
    @guarded
    def edit(
        budget: Id,
        *,
        amount: Annotated[str | None, typer.Option(help="The new amount a period.")] = None,
        from_: Annotated[
            str | None,
            typer.Option("--from", help="The day from which it holds; for all days if left out."),
        ] = None,
        settings: Setting = None,
        reason: Reason = "",
        yes: Yes = False,
    ) -> None:
        """Change a budget; what changes is shown first."""
        api = client()
        before = plan_of(api, budget)
        fields = before.model_dump(mode="json") | _settings(settings)
        if from_ is not None:
            if amount is None:
                raise InvalidInput("--from needs --amount")
            steps = [step for step in fields["amounts"] if step["start"] != from_]
            fields["amounts"] = [*steps, {"start": from_, "amount": amount}]
        elif amount is not None:
            fields["amount"] = amount
        edit_one(api, Edit(before, _plan(fields)), reason, yes=yes)

    @app.command()
    @guarded
    def remove(budget: Id, reason: Reason = "", yes: Yes = False) -> None:
        """Remove a budget with its standing."""
        api = client()
        edit_one(api, Edit(plan_of(api, budget), None), reason, yes=yes)


def _add_import(
    app: typer.Typer, console: Console, client: Client, aws: Aws, guarded: Guard
) -> None:
    @app.command("import")
    @guarded
    def import_(
        file: Annotated[
            Path | None, typer.Argument(help="CSV; docs/budgets.md lists the columns.")
        ] = None,
        *,
        from_aws: Annotated[
            bool, typer.Option("--from-aws", help="Take over the budgets of AWS Budgets.")
        ] = False,
        reason: Reason = "",
        yes: Yes = False,
    ) -> None:
        """Make and change budgets as a file lists them, or AWS Budgets: all of them, or none."""
        if (file is None) is not from_aws:
            raise InvalidInput("give a file, or --from-aws")
        api = client()
        plans = plans_of(api)
        before = {plan.id: plan for plan in plans}
        name = "AWS Budgets" if file is None else file.name
        wanted = _from_aws(console, aws(), before) if file is None else read_plans(file)
        edits = [Edit(before.get(plan.id), plan) for plan in parents_first(wanted)]
        if agreed(console, plans, edits, utc_now().date(), yes=yes):
            make(api, edits, reason or f"import of {name}")
            console.print(f"{len(wanted)} budgets are as in {name}")


def _from_aws(
    console: Console, service: BudgetService, before: Mapping[str, BudgetPlan]
) -> list[BudgetPlan]:
    """What AWS Budgets has that is no plan yet; what cannot be one is listed with the reason."""
    found, reasons = taken_over(service.described())
    known = {plan.id: "there is a budget of that id already" for plan in found if plan.id in before}
    for name, why in {**reasons, **known}.items():
        console.print(f"! {name}: {why}", markup=False)
    return [plan for plan in found if plan.id not in before]


def _add_mirror(
    app: typer.Typer, console: Console, client: Client, aws: Aws, guarded: Guard
) -> None:
    @app.command("mirror")
    @guarded
    def mirror_(yes: Yes = False) -> None:
        """Make the copies in AWS Budgets (costgov-…) equal to the budgets now."""
        shown, service = all_budgets(client()), aws()
        plans = [BudgetPlan.model_validate(one["plan"]) for one in shown]
        statuses = {
            plan.id: BudgetStatus.model_validate(one["status"])
            for plan, one in zip(plans, shown, strict=True)
            if one["status"] is not None
        }
        found = mirroring(plans, statuses, service.described())
        console.print("\n".join(found.lines()) or "nothing differs", markup=False)
        if found.is_equal or not (yes or typer.confirm("Make these changes in AWS Budgets?")):
            return
        if refused := mirror(service, found):
            raise SourceError("\n".join(refused))
        console.print("done")


def parents_first(plans: list[BudgetPlan]) -> list[BudgetPlan]:
    """Plans in an order in which each finds its parent made; circles stay as they are."""
    left, ordered = list(plans), list[BudgetPlan]()
    while left:
        waiting = {plan.id for plan in left}
        ready = [plan for plan in left if plan.parent not in waiting] or left
        ordered += ready
        left = [plan for plan in left if plan not in ready]
    return ordered


def _settings(given: list[str] | None) -> dict[str, Any]:
    """Fields of a plan as `--set` names them; an empty value takes the default.

    Raises:
        InvalidInput: there is no `=`, or no such field.
    """
    fields: dict[str, Any] = {}
    for one in given or ():
        name, equals, text = one.partition("=")
        if not equals or name not in BudgetPlan.model_fields:
            known = ", ".join(BudgetPlan.model_fields)
            raise InvalidInput(f"--set {one}: is FIELD=VALUE with a field of {known}")
        fields[name] = _value(name, text)
    return fields


def _value(name: str, text: str) -> object:
    if not text:
        default: object = BudgetPlan.model_fields[name].get_default()
        return default
    if name in {"values", "thresholds"}:
        return text.split("|")
    if name == "rollover":
        return dict(part.split(":", 1) for part in text.split("|"))
    return None if text == "none" else text


def _plan(fields: dict[str, Any]) -> BudgetPlan:
    """The plan of these fields; raises InvalidInput with one sentence a mistake."""
    try:
        return BudgetPlan.model_validate(fields)
    except ValidationError as error:
        said = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}".removeprefix(": ")
            for problem in error.errors()
        )
        raise InvalidInput(said.replace("Value error, ", "")) from error
