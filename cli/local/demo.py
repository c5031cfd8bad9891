"""`costgov demo`: the unchanged app, deployed by CDK to an AWS on this machine, run and shown."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from costgov.collectors.billing.statement import read_statement
from costgov.domain.imports import ImportRecord
from costgov.domain.money import display
from costgov.errors import BillingFileError, CostGovError
from costgov.gateways.aws_documents import DynamoDocumentStore
from rich.console import Console

from cli import config_sync, pipeline_run
from cli.api_client import ApiClient
from cli.files import import_file
from cli.local.channels import addressed, connect
from cli.local.demo_alerts import break_a_channel, show_alerts
from cli.local.laptop import Running, laptop
from cli.local.operator import viewer_of
from cli.local.standin.faults import Usage
from cli.open_proxy import OpenProxy
from cli.progress import Progress
from cli.summary import print_import, print_summary
from cli.trail import operator_trail
from infra.config import load_configuration

DEMO_CONFIG = Path(__file__).with_name("demo.yaml")
FILE_CONFIG = Path(__file__).with_name("demo-file.yaml")


class DemoFailed(CostGovError):
    """A step of the demo did not end well."""


def run_demo(console: Console, data: Path | None, *, leave: bool) -> None:
    """Deploy, run, print the summary, then serve until Ctrl-C (or stop at once with `leave`).

    Raises:
        CostGovError: a step failed; the error says which and why.
    """
    config = FILE_CONFIG if data else DEMO_CONFIG
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console))
        if data:
            progress.step(f"looking at {data.name}")
            _refuse_early(data)
        running = stack.enter_context(laptop(config, progress.step, synthetic=data is None))
        progress.step("loading budgets, channels and roles")
        _configure(running, config)
        break_a_channel(running)
        record = _imported(running, data, progress) if data else None
        outcome = _run(running, record, progress)
        progress.finish()
        viewer = viewer_of(running.deployment, "demo-viewer")
        if record:
            print_import(console, record)
        print_summary(console, ApiClient(viewer))
        if running.standin and running.organisation:
            _print_price(console, running.standin.usage())
        if outcome.status != "OK":
            raise DemoFailed(f"the pipeline ended {outcome.status} with {outcome.gaps} gaps")
        if data is None:
            show_alerts(console, running, outcome.run_id)
        proxy = stack.enter_context(OpenProxy(viewer))
        console.print(f"\n[bold]API and report[/bold]  {proxy.url}", soft_wrap=True)
        if not leave:
            console.print("Ctrl-C ends it and leaves nothing behind.")
            proxy.wait()


def _print_price(console: Console, usage: Usage) -> None:
    requests = usage.requests.get("ce:GetCostAndUsage", 0)
    console.print(
        f"[bold]Reading all this on AWS[/bold] would have cost {display(usage.usd, 'USD')}: "
        f"{requests} Cost Explorer requests, {usage.metrics} metrics"
    )


def _refuse_early(data: Path) -> None:
    """Say what is wrong with a file before anything is deployed for it.

    Raises:
        BillingFileError: it cannot be imported.
    """
    if not data.is_file():
        raise BillingFileError(f"{data} is not a file")
    with (
        TemporaryDirectory(prefix="costgov-look-") as folder,
        _naming(data),
        read_statement([data], tag_keys=(), memory_limit_mb=1024, scratch=Path(folder)),
    ):
        pass


@contextmanager
def _naming(data: Path) -> Iterator[None]:
    try:
        yield
    except BillingFileError as error:
        raise type(error)(f"{data}: {error}") from error


def _configure(running: Running, config: Path) -> None:
    deployment = running.deployment
    control = DynamoDocumentStore(deployment.client("dynamodb"), deployment.outputs.ControlTable)
    connect(deployment, running.receiver)
    wanted = addressed(load_configuration(config), running.receiver)
    config_sync.push(control, wanted, operator_trail(deployment, "push_configuration"))


def _imported(running: Running, data: Path, progress: Progress) -> ImportRecord:
    record = import_file(running.deployment, data, data.name, progress.step)
    if record.status == "refused":
        raise BillingFileError(f"{data}: {record.reason}")
    return record


def _run(running: Running, record: ImportRecord | None, progress: Progress) -> pipeline_run.Outcome:
    last_day = record.last_day if record else running.last_day
    if last_day is None:
        raise DemoFailed("no line of the file could be read, so there is no day to look at")
    execution = pipeline_run.start(running.deployment, as_of=last_day.isoformat())
    return pipeline_run.follow(running.deployment, execution, progress.step)
