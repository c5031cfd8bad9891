"""`costgov doctor`: the findings as a table or as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import boto3
import typer
from costgov.clock import utc_now
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.deployment import Deployment, NotDeployed, find_deployment
from cli.doctor.account import ACCOUNT
from cli.doctor.deployed import DEPLOYED
from cli.doctor.examination import Patient, Result, Verdict, examine, missing
from cli.json_output import AsJson, print_json
from infra.config import load_configuration

_MARKS: Final = {
    Verdict.OK: "[green]✓ ok[/green]",
    Verdict.ADVISED: "[yellow]! advised[/yellow]",
    Verdict.UNKNOWN: "[dim]? unknown[/dim]",
    Verdict.MISSING: "[red]✗ missing[/red]",
}


def doctor_command(
    file: Annotated[Path, typer.Argument(help="The configuration file.")] = Path("costgov.yaml"),
    free: Annotated[bool, typer.Option(help="Ask nothing that costs ($0.01).")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what is missing to run for real, and how to mend it."""
    session = boto3.Session()
    deployment, undeployed = _deployment(session)
    patient = Patient(session, load_configuration(file), deployment, utc_now(), not free)
    results = list(examine(patient, (*ACCOUNT, *(DEPLOYED if deployment else ()))))
    if undeployed:
        results.append(Result("deployment", missing(undeployed, "make deploy")))
    if as_json:
        print_json(dumped(results))
    else:
        print_results(Console(), results)
    if any(one.finding.verdict is Verdict.MISSING for one in results):
        raise typer.Exit(1)


def dumped(results: Iterable[Result]) -> list[dict[str, object]]:
    """The findings as plain values."""
    return [{"about": one.about, **asdict(one.finding)} for one in results]


def print_results(console: Console, results: Sequence[Result]) -> None:
    """A row for each finding, what to do below what is wrong, and a count."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for column in ("verdict", "about", "said"):
        table.add_column(column, overflow="fold", no_wrap=column != "said")
    for one in results:
        fix = f"\n[bold]→[/bold] {escape(one.finding.fix)}" if one.finding.fix else ""
        table.add_row(_MARKS[one.finding.verdict], one.about, escape(one.finding.said) + fix)
    console.print(table)
    wrong = sum(one.finding.verdict is Verdict.MISSING for one in results)
    console.print(f"\n{wrong} missing of {len(results)} looked at" if wrong else "\nready")


def _deployment(session: boto3.Session) -> tuple[Deployment | None, str]:
    try:
        return find_deployment(session), ""
    except NotDeployed as error:
        return None, str(error)
