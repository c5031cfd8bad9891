"""`costgov report`: which reports there are, and a day's files in a folder."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from costgov.domain.money import display
from costgov.domain.period import parse_day
from costgov.domain.reports import ReportEntry
from costgov.errors import NotFound
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.pipeline import records
from rich.console import Console
from rich.table import Table

from cli.deployment import Deployment
from cli.json_output import AsJson, print_json

type Guard = Callable[..., Callable[..., None]]


def report_app(console: Console, deployed: Callable[[], Deployment], guarded: Guard) -> typer.Typer:
    """The commands, over a deployment that is found when one is given."""
    app = typer.Typer(no_args_is_help=True, help="The reports in S3.")

    @app.command("list")
    @guarded
    def list_(
        month: Annotated[str, typer.Option(help="Only those of a month, YYYY-MM.")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Show which reports there are, the newest first."""
        entries = stored(deployed(), month)
        if as_json:
            print_json([entry.model_dump(mode="json") for entry in entries])
            return
        table = Table("day", "month to date", "month end", "gaps", "files", box=None)
        for entry in entries:
            to_date, end = _figures(entry)
            files = str(len(entry.files) + 1)
            table.add_row(f"{entry.as_of}", to_date, end, str(entry.gaps), files)
        console.print(table if entries else "there is no report yet: costgov run")

    @app.command()
    @guarded
    def save(
        to: Annotated[Path, typer.Option(help="The folder to write into.")],
        day: Annotated[str | None, typer.Option(help="YYYY-MM-DD; else the newest.")] = None,
    ) -> None:
        """Write a day's report, one HTML page and its CSV files, into a folder."""
        entry = chosen(deployed(), parse_day(day) if day else None)
        for path in saved(deployed(), entry, to):
            console.print(str(path), soft_wrap=True)

    return app


def stored(deployment: Deployment, month: str = "") -> list[ReportEntry]:
    """The index, the newest first."""
    results = DynamoDocumentStore(deployment.client("dynamodb"), deployment.outputs.ResultsTable)
    return records.reports(results).all(prefix=month)[::-1]


def chosen(deployment: Deployment, day: date | None) -> ReportEntry:
    """The report of a day, or the newest.

    Raises:
        NotFound: there is none.
    """
    for entry in stored(deployment):
        if day is None or entry.as_of == day:
            return entry
    raise NotFound("there is no report yet" if day is None else f"there is no report of {day}")


def saved(deployment: Deployment, entry: ReportEntry, folder: Path) -> Iterator[Path]:
    """Write every file of a report; yields each path once it is there."""
    bucket = S3ObjectStore(deployment.client("s3"), deployment.outputs.ReportsBucket)
    folder.mkdir(parents=True, exist_ok=True)
    for key in (entry.key, *entry.files):
        path = folder / Path(key).name
        path.write_bytes(bucket.get(key))
        yield path


def _figures(entry: ReportEntry) -> tuple[str, str]:
    lines = [
        (
            "-" if one.month_to_date is None else display(one.month_to_date, one.currency),
            "-" if one.month_end is None else display(one.month_end, one.currency),
        )
        for one in entry.headlines
    ]
    return "\n".join(to_date for to_date, _ in lines), "\n".join(end for _, end in lines)
