"""The commands of a deployment's life."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from costgov.errors import InvalidInput
from costgov.gateways.aws_documents import DynamoDocumentStore
from rich.console import Console
from rich.markup import escape

from cli import config_sync
from cli.deployment import Deployment
from cli.lifecycle.first_file import Answers, write_first
from cli.lifecycle.uninstall import kept, uninstall
from cli.progress import Progress
from cli.restore import TABLES, Restored, TableName, restore
from cli.trail import change_noted, operator_trail
from infra.config import load_configuration

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

type Guard = Callable[..., Callable[..., None]]
type Deployed = Callable[[], Deployment]

File = Annotated[Path, typer.Argument(help="The configuration file.")]
DEFAULT = Path("costgov.yaml")


def add_lifecycle(app: typer.Typer, console: Console, deployed: Deployed, guarded: Guard) -> None:
    """Add the commands to an app."""
    _add_init(app, console, guarded)
    _add_deploy(app, console, deployed, guarded)
    _add_uninstall(app, console, deployed, guarded)
    _add_restore(app, console, deployed, guarded)


def _add_init(app: typer.Typer, console: Console, guarded: Guard) -> None:
    @app.command()
    @guarded
    def init(  # noqa: PLR0917 - its options
        region: Annotated[str, typer.Option(prompt="Region to deploy to")] = "us-east-1",
        email: Annotated[str, typer.Option(prompt="E-mail that gets alerts (empty for none)")] = "",
        budget: Annotated[str, typer.Option(prompt="Monthly budget in USD (empty for none)")] = "",
        organization: Annotated[
            bool, typer.Option(prompt="Look at every account of the organisation?")
        ] = False,
        file: File = DEFAULT,
        tag: Annotated[
            list[str] | None, typer.Option(help="An activated tag to group by; may be repeated.")
        ] = None,
        time_zone: Annotated[str, typer.Option(help="Of the daily run.")] = "UTC",
        billing_files: Annotated[
            bool, typer.Option(help="Costs come from billing files, not from Cost Explorer.")
        ] = False,
        force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
    ) -> None:
        """Write a first configuration file."""
        answers = Answers(
            region=region,
            emails=[email] if email else [],
            billing_files=billing_files,
            organization=organization,
            tags=tag or [],
            budget=budget or None,
            time_zone=time_zone,
        )
        write_first(file, answers, force=force)
        console.print(f"{escape(str(file))} is written; costgov doctor says what comes next")


def _add_deploy(app: typer.Typer, console: Console, deployed: Deployed, guarded: Guard) -> None:
    @app.command()
    @guarded
    def deploy(
        file: File = DEFAULT,
        stage: Annotated[str, typer.Option(help="dev, staging or production.")] = "production",
        yes: Annotated[bool, typer.Option(help="Ask nothing.")] = False,
    ) -> None:
        """Deploy the stacks, then push the run-time half of the file."""
        # These need the CDK's packages, which take seconds.
        from cli.lifecycle.deploy import deploy_stacks  # noqa: PLC0415
        from infra.product import stage_named  # noqa: PLC0415

        deploy_stacks(file, stage_named(stage), console.print, ask=not yes)
        deployment = deployed()
        control = DynamoDocumentStore(
            deployment.client("dynamodb"), deployment.outputs.ControlTable
        )
        configuration = load_configuration(file)
        changes = config_sync.difference(control, configuration)
        console.print("\n".join(changes.lines()) or "governance: nothing differs", markup=False)
        if changes and (yes or typer.confirm("Push these changes of governance?")):
            config_sync.push(control, configuration, operator_trail(deployment, "deploy"))
        console.print("deployed; costgov doctor says whether anything is missing")


def _add_uninstall(app: typer.Typer, console: Console, deployed: Deployed, guarded: Guard) -> None:
    @app.command("uninstall")
    @guarded
    def uninstall_(
        account: Annotated[
            str | None, typer.Option(help="The account's number, instead of being asked for it.")
        ] = None,
    ) -> None:
        """Remove the stacks; tables and buckets stay with all they hold."""
        deployment = deployed()
        own = _account(deployment)
        console.print("This removes the stacks. What stays goes on costing its storage:")
        console.print("\n".join(f"  {name}" for name in kept(deployment.outputs)), markup=False)
        if (account or typer.prompt(f"Type {own} to remove Cost Governor")) != own:
            raise InvalidInput("that is another account's number; nothing was removed")
        with Progress(console) as progress:
            uninstall(deployment, progress.step)
        console.print("removed")


def _account(deployment: Deployment) -> str:
    sts: STSClient = deployment.client("sts")
    return sts.get_caller_identity()["Account"]


def _add_restore(app: typer.Typer, console: Console, deployed: Deployed, guarded: Guard) -> None:
    @app.command("restore")
    @guarded
    def restore_(
        table: Annotated[str, typer.Argument(help="costs, results or control.")],
        source: Annotated[str, typer.Option("--from", help="The table restored from PITR.")],
        write: Annotated[bool, typer.Option(help="Put back what is missing.")] = False,
        replace: Annotated[bool, typer.Option(help="And what differs.")] = False,
    ) -> None:
        """Compare a table restored from PITR with the live one, and put back what it lost."""
        if table not in TABLES:
            raise InvalidInput(f"{table!r} is none of {', '.join(TABLES)}")
        if replace and not write:
            raise InvalidInput("--replace goes with --write")
        name = cast("TableName", table)
        deployment, said = deployed(), {"from": source, "replace": replace}
        noting = change_noted(deployment, "restore", f"table/{table}", said)
        with noting if write else nullcontext(), Progress(console) as progress:
            progress.step(f"comparing {source} with {table}")
            found = restore(deployment, name, source, write=write, replace=replace)
        _print_restored(console, found)
        if found.written < found.missing:
            raise typer.Exit(1)


def _print_restored(console: Console, found: Restored) -> None:
    console.print(
        f"{found.equal} equal, {found.missing} missing, {found.different} different; "
        f"{found.written} written"
    )
    for line in found.first:
        console.print(f"  {line}", markup=False, soft_wrap=True)
