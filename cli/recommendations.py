"""`costgov recommendations`: what is advised, and what people decide of it."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console
from rich.markup import escape

from cli.api_client import ApiClient
from cli.json_output import AsJson, print_json
from cli.summary_savings import Json, detail_lines, print_roadmap, row_lines, total_lines

Id = Annotated[str, typer.Argument(metavar="ID", help="The recommendation's id.")]
Reason = Annotated[str, typer.Option(help="Why, for whoever asks later.")]


type Guard = Callable[..., Callable[..., None]]
type Client = Callable[[], ApiClient]


def recommendations_app(console: Console, client: Client, guarded: Guard) -> typer.Typer:
    """The commands, over a client that is made when one is given."""
    app = typer.Typer(no_args_is_help=True, help="What is advised, and what becomes of it.")
    _add_reading(app, console, client, guarded)
    _add_deciding(app, console, client, guarded)
    return app


def _add_reading(app: typer.Typer, console: Console, client: Client, guarded: Guard) -> None:
    @app.command("list")
    @guarded
    def list_(  # noqa: PLR0917 - its options
        state: Annotated[
            str | None,
            typer.Option(
                help="open, approved, planned, done, dismissed, reopened, covered, any; else to-do."
            ),
        ] = None,
        account: Annotated[str | None, typer.Option(help="Of one account.")] = None,
        owner: Annotated[str | None, typer.Option(help="Of one owner.")] = None,
        check: Annotated[str | None, typer.Option(help="Of one check.")] = None,
        min_saving: Annotated[str | None, typer.Option(help="At least so much a month.")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Show the backlog, the largest saving first."""
        asked = {
            "state": state,
            "account": account,
            "owner": owner,
            "check": check,
            "min_saving": min_saving,
        }
        query = {name: text for name, text in asked.items() if text is not None}
        answer = client().get("/v1/recommendations", **query)
        if as_json:
            print_json(answer)
            return
        for line in total_lines(answer):
            console.print(line, soft_wrap=True)
        for row in answer["recommendations"]:
            console.print("\n".join(row_lines(row)), soft_wrap=True)
        if (hidden := answer["count"] - len(answer["recommendations"])) > 0:
            console.print(f"… and {hidden} more")

    @app.command()
    @guarded
    def show(recommendation: Id, as_json: AsJson = False) -> None:
        """Show one: its arithmetic, options, history."""
        answer = client().get(_path(recommendation))
        if as_json:
            print_json(answer)
            return
        console.print("\n".join(detail_lines(answer)), soft_wrap=True)

    @app.command()
    @guarded
    def roadmap(
        savings_target: Annotated[
            str | None, typer.Option(help="Whole percent of the spend to save at least risk.")
        ] = None,
        currency: Annotated[str | None, typer.Option(help="Where there are several.")] = None,
    ) -> None:
        """Show in which order to do things, and what is enough for a target."""
        print_roadmap(console, client(), savings_target, currency)


def _add_deciding(app: typer.Typer, console: Console, client: Client, guarded: Guard) -> None:
    def decide(recommendation: str, fields: Json) -> None:
        stored = client().post(f"{_path(recommendation)}/state", fields)
        latest = stored["history"][-1]
        said = f"{escape(recommendation)} is {latest['state']}, says {escape(latest['who'])}"
        console.print(said, soft_wrap=True)

    @app.command()
    @guarded
    def approve(recommendation: Id, reason: Reason = "") -> None:
        """Say that it may be done; that is recorded, and nothing is changed."""
        decide(recommendation, {"state": "approved", "reason": reason})

    @app.command()
    @guarded
    def plan(recommendation: Id, reason: Reason = "") -> None:
        """Say that it is going to be done."""
        decide(recommendation, {"state": "planned", "reason": reason})

    @app.command()
    @guarded
    def done(recommendation: Id, reason: Reason = "") -> None:
        """Say that it is done; it comes back if it is still found after a week."""
        decide(recommendation, {"state": "done", "reason": reason})

    @app.command()
    @guarded
    def dismiss(
        recommendation: Id,
        reason: Annotated[str, typer.Option(help="Why, for whoever asks later.")],
        until: Annotated[
            str | None, typer.Option(help="The day it comes back, YYYY-MM-DD.")
        ] = None,
    ) -> None:
        """Say that it is not going to be done."""
        fields: Json = {"state": "dismissed", "reason": reason}
        decide(recommendation, fields if until is None else fields | {"until": until})

    @app.command()
    @guarded
    def reopen(recommendation: Id, reason: Reason = "") -> None:
        """Take back what was decided."""
        decide(recommendation, {"state": "open", "reason": reason})


def _path(recommendation: str) -> str:
    return f"/v1/recommendations/{quote(recommendation, safe='')}"
