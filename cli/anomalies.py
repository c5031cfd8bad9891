"""`costgov anomalies`: what was found, and what people say of it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console
from rich.markup import escape

from cli.api_client import ApiClient
from cli.json_output import AsJson, print_json
from cli.summary_anomalies import Json, lines


class Verdict(StrEnum):
    """What somebody says of an event."""

    REAL = "real"
    PLANNED = "planned"
    WRONG = "wrong"


def anomalies_app(
    console: Console, client: Callable[[], ApiClient], guarded: Callable[..., Callable[..., None]]
) -> typer.Typer:
    """The commands, over a client that is made when one is given."""
    app = typer.Typer(no_args_is_help=True, help="What was found, and what people say of it.")

    @app.command("list")
    @guarded
    def list_(
        state: Annotated[
            str | None, typer.Option(help="open, planned, real, wrong or over; any if left out.")
        ] = None,
        currency: Annotated[str | None, typer.Option(help="Where there are several.")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Show the anomalies, the largest first, with their drivers."""
        asked = {"state": state, "currency": currency, "sort": "impact"}
        query = {name: text for name, text in asked.items() if text is not None}
        answer = client().get("/v1/anomalies", **query)
        if as_json:
            print_json(answer)
            return
        for event in answer["anomalies"]:
            console.print("\n".join(lines(event)), soft_wrap=True)
        if not answer["anomalies"]:
            console.print("none")

    @app.command()
    @guarded
    def feedback(
        event: Annotated[str, typer.Argument(metavar="ID", help="The event's id.")],
        verdict: Annotated[Verdict, typer.Argument(help="What it was.")],
        note: Annotated[str, typer.Option(help="Anything worth remembering.")] = "",
    ) -> None:
        """Say that an anomaly is real, planned or wrong; later verdicts heed it."""
        said = {"verdict": verdict.value, "note": note}
        stored: Json = client().post(f"/v1/anomalies/{quote(event, safe='')}/feedback", said)
        latest = stored["history"][-1]
        console.print(f"{escape(event)} is {latest['verdict']}, says {escape(latest['who'])}")

    return app
