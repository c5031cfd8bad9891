"""The operator's command line."""

import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from pathlib import Path
from typing import Annotated

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError
from costgov.clock import utc_now
from costgov.collectors.billing.focus_export.schema import Form
from costgov.configuration import Configuration
from costgov.domain.period import Window, parse_day
from costgov.errors import CostGovError, InvalidInput
from costgov.gateways.aws_budgets import AwsBudgets
from costgov.gateways.aws_documents import DynamoDocumentStore
from rich.console import Console
from rich.markup import escape

from cli import config_sync, dead_letters, first_collection, measures, pipeline_run
from cli.alerts import alerts_app, channels_app
from cli.anomalies import anomalies_app
from cli.api_client import ApiClient
from cli.audit import audit_app
from cli.budgets import budgets_app
from cli.config_unseen import note_seen, unseen
from cli.deployment import Deployment, find_deployment
from cli.doctor.command import doctor_command
from cli.estimate.command import estimate_command
from cli.files import import_files, uploads
from cli.json_output import AsJson, print_json
from cli.lifecycle.commands import add_lifecycle
from cli.open_proxy import OpenProxy
from cli.progress import Progress
from cli.recommendations import recommendations_app
from cli.reports import report_app
from cli.secret import secret_app
from cli.size_host import size_host_command
from cli.summary import print_gaps, print_import, print_status
from cli.summary_budgets import print_budgets
from cli.summary_scenarios import print_scenario, print_scenarios
from cli.trail import change_noted, operator_trail
from infra.config import load_configuration

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
config_app = typer.Typer(no_args_is_help=True, help="The configuration file and its deployed half.")
export_app = typer.Typer(no_args_is_help=True, help="Take out what the product knows.")
replay_app = typer.Typer(no_args_is_help=True, help="Work again through what was set aside.")
measures_app = typer.Typer(no_args_is_help=True, help="Daily metrics that cost serves.")
app.add_typer(config_app, name="config")
app.add_typer(measures_app, name="measures")
app.add_typer(replay_app, name="replay")
app.add_typer(export_app, name="export")
console = Console()

ConfigFile = Annotated[Path, typer.Argument(help="The configuration file.")]
DEFAULT_CONFIG = Path("costgov.yaml")


def one_sentence[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """Show an error raised on purpose as one sentence and exit with 1."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (CostGovError, BotoCoreError, ClientError) as error:
            stderr = Console(stderr=True, highlight=False, soft_wrap=True)
            stderr.print(f"[red]error:[/red] {escape(str(error))}")
            raise typer.Exit(1) from error

    return guarded


@app.command()
@one_sentence
def demo(
    data: Annotated[Path | None, typer.Option(help="A FOCUS or CUR file of your own.")] = None,
    leave: Annotated[bool, typer.Option("--exit", help="Stop after the summary.")] = False,
) -> None:
    """Deploy the product to an AWS on this machine, run it and show what it found."""
    from cli.local.demo import run_demo  # noqa: PLC0415 - needs the development dependencies

    run_demo(console, data, leave=leave)


@app.command()
@one_sentence
def run(
    as_of: Annotated[str | None, typer.Option(help="The day to look at, YYYY-MM-DD.")] = None,
    force: Annotated[bool, typer.Option(help="Run again although the day is done.")] = False,
) -> None:
    """Start the daily pipeline now and wait for it."""
    deployment = _deployment()
    if said := first_collection.announcement(
        _control(deployment), deployment.outputs.FirstCollection
    ):
        console.print(said)
    with Progress(console) as progress:
        execution = pipeline_run.start(deployment, as_of=as_of, force=force)
        outcome = pipeline_run.follow(deployment, execution, progress.step)
    if outcome.duplicate:
        console.print(f"{outcome.run_id} is done already; --force runs it again")
        return
    console.print(f"{outcome.run_id}: {outcome.status}, {outcome.gaps} gaps")
    if outcome.status != "OK":
        print_gaps(console, _api(deployment), outcome.run_id)
        raise typer.Exit(1)


app.add_typer(alerts_app(console, lambda: _api(_deployment()), one_sentence), name="alerts")
app.add_typer(channels_app(console, lambda: _api(_deployment()), one_sentence), name="channels")
app.add_typer(anomalies_app(console, lambda: _api(_deployment()), one_sentence), name="anomalies")
app.add_typer(
    recommendations_app(console, lambda: _api(_deployment()), one_sentence),
    name="recommendations",
)

app.add_typer(
    budgets_app(
        console,
        lambda: _api(_deployment()),
        lambda: _aws_budgets(_deployment()),
        one_sentence,
    ),
    name="budgets",
)


@app.command()
@one_sentence
def status(as_json: AsJson = False) -> None:
    """Show the last run, its gaps, how fresh the figures are, and the budgets."""
    api = _api(_deployment())
    if as_json:
        print_json(api.get("/v1/status"))
    else:
        print_status(console, api)
        print_budgets(console, api)


@app.command()
@one_sentence
def get(
    path: Annotated[str, typer.Argument(help="Such as /v1/costs/by/service.")],
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]…", help="Of the query.")
    ] = None,
) -> None:
    """Print the API's answer to any question as JSON, signed with your credentials."""
    pairs = [one.partition("=") for one in parameters or []]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise InvalidInput(f"{wrong[0]!r} is no NAME=VALUE")
    query = {name: value for name, _, value in pairs}
    print_json(_api(_deployment()).get(path if path.startswith("/") else f"/{path}", **query))


@app.command()
@one_sentence
def scenarios(
    name: Annotated[str | None, typer.Argument(help="One of them, with all its periods.")] = None,
) -> None:
    """Show what the configured scenarios come to beside the forecast."""
    api = _api(_deployment())
    print_scenarios(console, api) if name is None else print_scenario(console, api, name)


app.command("doctor")(one_sentence(doctor_command))
app.command("estimate")(one_sentence(estimate_command))
app.command("size-host")(one_sentence(size_host_command))


@app.command("import")
@one_sentence
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(help="FOCUS, CUR or Azure files: CSV, .gz, .zst, Parquet; or a folder."),
    ],
    name: Annotated[str | None, typer.Option(help="Object name, by default the file's.")] = None,
) -> None:
    """Upload billing files, or a folder with its manifests, and wait until they are imported."""
    found = uploads(paths, name)
    deployment = _deployment()
    with Progress(console) as progress:
        imported = import_files(deployment, found, progress.step)
    for record in imported:
        print_import(console, record)
    if any(record.status == "refused" for record in imported):
        raise typer.Exit(1)


@app.command("open")
@one_sentence
def open_() -> None:
    """Serve API and report on the loopback, signed with your credentials, until Ctrl-C."""
    deployment = _deployment()
    with OpenProxy(deployment) as proxy:
        console.print(f"API and report: {proxy.url}\nCtrl-C ends it.")
        proxy.wait()


@config_app.command()
@one_sentence
def check(file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Say whether the file is valid."""
    load_configuration(file)
    console.print(f"{file} is valid")


@config_app.command()
def schema() -> None:
    """Print the JSON Schema of the file, for editors."""
    json.dump(Configuration.model_json_schema(), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")


@config_app.command()
@one_sentence
def diff(file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Show what a push would change."""
    changes = config_sync.difference(_control(_deployment()), load_configuration(file))
    console.print("\n".join(changes.lines()) or "nothing differs", markup=False)


@config_app.command()
@one_sentence
def push(
    file: ConfigFile = DEFAULT_CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Also where it undoes others' changes.")] = (
        False
    ),
) -> None:
    """Make everything under `governance` that of the file."""
    deployment, configuration = _deployment(), load_configuration(file)
    control = _control(deployment)
    changes = config_sync.difference(control, configuration)
    console.print("\n".join(changes.lines()) or "nothing differs", markup=False)
    if changes.taken_back and not yes:
        typer.confirm("Undo what was changed since the last pull?", abort=True)
    config_sync.push(control, configuration, operator_trail(deployment, "push_configuration"))


@config_app.command()
@one_sentence
def pull(file: ConfigFile = DEFAULT_CONFIG) -> None:
    """Write everything under `governance` as it is deployed into the file."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    control = _control(_deployment())
    seen = unseen(control)
    file.write_text(config_sync.pulled(control, text), encoding="utf-8")
    load_configuration(file)
    note_seen(control, seen)
    console.print(f"{file} holds what is deployed")


@measures_app.command("push")
@one_sentence
def push_measure(
    name: Annotated[str, typer.Argument(help="A measure of the configuration.")],
    file: Annotated[Path, typer.Argument(help="CSV: day,value, a header if you like.")],
) -> None:
    """Push a measure's daily values; those of the same days are replaced."""
    days = measures.push(_api(_deployment()), name, file)
    console.print(f"{days} days of {name} are stored")


@replay_app.command("dead-letters")
@one_sentence
def replay_dead_letters() -> None:
    """Import dead-lettered billing files again."""
    console.print(f"{dead_letters.replay_dead_letters(_deployment())} files are queued again")


@replay_app.command("evidence")
@one_sentence
def replay_evidence_(
    write: Annotated[bool, typer.Option(help="Put back what is missing or different.")] = False,
) -> None:
    """Rebuild every cost item from the evidence and compare it with what is stored."""
    from cli import replay_evidence  # noqa: PLC0415 - needs the billing layer's packages

    deployment = _deployment()
    noting = change_noted(deployment, "replay_evidence", "table/costs") if write else nullcontext()
    with noting, Progress(console) as progress:
        found = replay_evidence.replay_evidence(deployment, progress.step, write=write)
    replay_evidence.print_comparison(console, found)
    if not found.is_whole:
        raise typer.Exit(1)


@export_app.command("focus")
@one_sentence
def export_focus_(
    start: Annotated[str, typer.Option(help="The first day, YYYY-MM-DD.")],
    end: Annotated[str, typer.Option(help="The day after the last.")],
    to: Annotated[Path, typer.Option(help="The folder to write into.")],
    form: Annotated[Form, typer.Option("--format", help="How the files are written.")] = (
        Form.PARQUET
    ),
) -> None:
    """Write the imported billing lines as FOCUS 1.2 and compare them with the store."""
    from cli import focus_export  # noqa: PLC0415 - needs the billing layer's packages

    window = Window(parse_day(start), parse_day(end))
    with Progress(console) as progress:
        progress.step("writing FOCUS 1.2")
        written = focus_export.export(_deployment(), window, to, form, utc_now())
    focus_export.print_export(console, written)


def _deployment() -> Deployment:
    return find_deployment(boto3.Session())


app.add_typer(secret_app(console, _deployment, one_sentence), name="secret")
app.add_typer(audit_app(console, _deployment, one_sentence), name="audit")
app.add_typer(report_app(console, _deployment, one_sentence), name="report")
add_lifecycle(app, console, _deployment, one_sentence)


def _api(deployment: Deployment) -> ApiClient:
    return ApiClient(deployment)


def _control(deployment: Deployment) -> DynamoDocumentStore:
    return DynamoDocumentStore(deployment.client("dynamodb"), deployment.outputs.ControlTable)


def _aws_budgets(deployment: Deployment) -> AwsBudgets:
    account = deployment.client("sts").get_caller_identity()["Account"]
    return AwsBudgets(deployment.client("budgets"), account)
