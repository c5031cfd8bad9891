"""`costgov audit`: who changed what, and whether the list of it is what was noted."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

import typer
from costgov.domain.period import Month
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.pipeline.audit_check import AuditCheck, check_audit, index_again
from rich.console import Console
from rich.markup import escape

from cli.api_client import ApiClient
from cli.deployment import Deployment
from cli.json_output import AsJson, print_json

type Guard = Callable[..., Callable[..., None]]
type Json = dict[str, Any]

Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD")]


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


def audit_app(console: Console, deployed: Callable[[], Deployment], guarded: Guard) -> typer.Typer:
    """The commands, over a deployment that is found when one is given."""
    app = typer.Typer(no_args_is_help=True, help="Who changed what, and who was refused.")

    @app.command("list")
    @guarded
    def list_(  # noqa: PLR0917 - its options
        start: Day = None,
        end: Day = None,
        who: Annotated[str | None, typer.Option(help="Part of the caller's name.")] = None,
        subject: Annotated[str | None, typer.Option(help="How the subject begins.")] = None,
        outcome: Annotated[Outcome | None, typer.Option(help="How it ended.")] = None,
        most: Annotated[int, typer.Option(min=1, help="The most entries to show.")] = 50,
        as_json: AsJson = False,
    ) -> None:
        """Show the entries of a window of UTC days, the newest first."""
        asked = {"start": start, "end": end, "who": who, "subject": subject, "outcome": outcome}
        query = {name: str(text) for name, text in asked.items() if text is not None}
        shown = list(islice(_entries(ApiClient(deployed()), query), most))
        if as_json:
            print_json(shown)
            return
        for entry in shown:
            console.print(_line(entry), soft_wrap=True)
        if not shown:
            console.print("none")

    @app.command()
    @guarded
    def verify(
        month: Annotated[str, typer.Argument(metavar="[YYYY-MM]", help="One month only.")] = "",
        mend: Annotated[bool, typer.Option(help="List what is kept and was not listed.")] = False,
    ) -> None:
        """Compare every listed entry with the object that was kept of it."""
        deployment = deployed()
        control = DynamoDocumentStore(
            deployment.client("dynamodb"), deployment.outputs.ControlTable
        )
        objects = S3ObjectStore(deployment.client("s3"), deployment.outputs.EvidenceBucket)
        found = check_audit(objects, control, Month.parse(month) if month else None)
        _print_check(console, found)
        if mend and found.not_indexed:
            index_again(control, found.not_indexed)
            console.print(f"{len(found.not_indexed)} are listed now")
        if not found.is_whole:
            raise typer.Exit(1)

    return app


def _entries(api: ApiClient, query: dict[str, str]) -> Iterator[Json]:
    """All entries that are asked for, page by page."""
    more: str | None = ""
    while more is not None:
        answer = api.get("/v1/audit", **query, **({"page_token": more} if more else {}))
        yield from answer["entries"]
        more = answer["next_page"]


def _line(entry: Json) -> str:
    outcome = "" if entry["outcome"] == "done" else f" [red]{entry['outcome']}[/red]"
    reason = f": {escape(entry['reason'])}" if entry["reason"] else ""
    said = f"{entry['at'][:19]}Z {entry['who']} {entry['action']} {entry['subject']}"
    return f"{escape(said)}{outcome}{reason}"


def _print_check(console: Console, found: AuditCheck) -> None:
    console.print(f"{found.kept} entries are kept")
    for entry in found.not_indexed:
        console.print(
            f"not listed: {escape(entry.subject)} by {escape(entry.who)} at {entry.at}",
            soft_wrap=True,
        )
    for key in found.not_kept:
        console.print(f"[red]listed and not kept:[/red] {escape(key)}", soft_wrap=True)
    for key in found.differing:
        console.print(f"[red]listed as something else:[/red] {escape(key)}", soft_wrap=True)
    if found.is_whole:
        console.print("the list says the same")
