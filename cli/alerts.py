"""`costgov alerts` and `costgov channels`: what is open, what people decide, where it is told."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from urllib.parse import quote

import typer
from costgov.clock import utc_now
from costgov.domain.alerting.closing import lasting, person
from costgov.domain.period import end_of_day, parse_day
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.alert_words import Json, channel_row, detail_lines, row_of
from cli.api_client import ApiClient
from cli.json_output import AsJson, print_json

Id = Annotated[str, typer.Argument(metavar="ID", help="The alert's id.")]
Note = Annotated[str, typer.Option(help="Anything worth remembering; it is told too.")]

type Guard = Callable[..., Callable[..., None]]
type Client = Callable[[], ApiClient]

_COLUMNS: Final = ("id", "severity", "state", "since", "amount", "team", "alert")
_CHANNEL_COLUMNS: Final = ("channel", "kind", "condition", "waits", "held", "last sent", "")


def alerts_app(console: Console, client: Client, guarded: Guard) -> typer.Typer:
    """The commands on alerts, over a client that is made when one is given."""
    app = typer.Typer(no_args_is_help=True, help="What asks for somebody, and who looks after it.")
    _add_reading(app, console, client, guarded)
    _add_deciding(app, console, client, guarded)
    return app


def channels_app(console: Console, client: Client, guarded: Guard) -> typer.Typer:
    """The commands on channels, over a client that is made when one is given."""
    app = typer.Typer(no_args_is_help=True, help="Where alerts go, and whether they arrive.")

    @app.command("list")
    @guarded
    def list_(as_json: AsJson = False) -> None:
        """Show every channel: how it does, and what waits for it."""
        answer = client().get("/v1/channels")
        if as_json:
            print_json(answer)
            return
        _print_table(console, _CHANNEL_COLUMNS, map(channel_row, answer["channels"]))

    @app.command()
    @guarded
    def test(name: Annotated[str, typer.Argument(help="The channel's name.")]) -> None:
        """Send a message that says it is a test."""
        sent = client().post(f"/v1/channels/{quote(name, safe='')}/test", {})
        console.print(
            f"a test message is on its way to {escape(sent['channel'])}; "
            "`costgov channels list` says whether it was taken"
        )

    return app


def _add_reading(app: typer.Typer, console: Console, client: Client, guarded: Guard) -> None:
    @app.command("list")
    @guarded
    def list_(  # noqa: PLR0917 - its options
        state: Annotated[
            str | None,
            typer.Option(
                help="open, acknowledged, snoozed, planned, resolved or any; else all but resolved."
            ),
        ] = None,
        severity: Annotated[
            str | None, typer.Option(help="At least low, medium, high or critical.")
        ] = None,
        kind: Annotated[str | None, typer.Option(help="budget, anomaly, growth, …")] = None,
        team: Annotated[str | None, typer.Option(help="Of one team.")] = None,
        account: Annotated[str | None, typer.Option(help="Of one account.")] = None,
        since: Annotated[
            str | None, typer.Option(help="That were there on that day (YYYY-MM-DD) or later.")
        ] = None,
        sort: Annotated[str | None, typer.Option(help="severity, amount or opened.")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Show the alerts, the most severe first."""
        asked = {
            "state": state,
            "severity": severity,
            "kind": kind,
            "team": team,
            "account": account,
            "since": since,
            "sort": sort,
        }
        query = {name: text for name, text in asked.items() if text is not None}
        answer = client().get("/v1/alerts", **query)
        if as_json:
            print_json(answer)
            return
        _print_list(console, answer)

    @app.command()
    @guarded
    def show(alert: Id, as_json: AsJson = False) -> None:
        """Show one: what was found, what became of it, and how it was delivered."""
        answer = client().get(_path(alert))
        if as_json:
            print_json(answer)
            return
        console.print("\n".join(map(escape, detail_lines(answer))), soft_wrap=True)


def _add_deciding(app: typer.Typer, console: Console, client: Client, guarded: Guard) -> None:
    def decide(alert: str, decision: str, fields: Json) -> None:
        stored = client().post(f"{_path(alert)}/{decision}", fields)
        latest = stored["history"][-1]
        said = f"{alert} is {stored['alert']['state']}, says {person(latest['who'])}"
        console.print(escape(said), soft_wrap=True)

    @app.command()
    @guarded
    def ack(alert: Id, note: Note = "") -> None:
        """Say that somebody looks after it."""
        decide(alert, "acknowledge", {"note": note})

    @app.command()
    @guarded
    def snooze(
        alert: Id,
        days: Annotated[int, typer.Option(min=1, max=90, help="For so many days.")] = 7,
        until: Annotated[
            str | None, typer.Option(help="Or to the end of a day (UTC), YYYY-MM-DD.")
        ] = None,
        note: Note = "",
    ) -> None:
        """Silence it for some time; it comes back if its cause is still there."""
        end = end_of_day(parse_day(until)) if until else utc_now() + timedelta(days=days)
        decide(alert, "snooze", {"until": _text(end), "note": note})

    @app.command()
    @guarded
    def plan(alert: Id, note: Note = "") -> None:
        """Say that it is expected: it is silent until it is over."""
        decide(alert, "plan", {"note": note})

    @app.command()
    @guarded
    def reopen(alert: Id, note: Note = "") -> None:
        """Take back what was decided, or that it is resolved."""
        decide(alert, "reopen", {"note": note})


def _print_list(console: Console, answer: Json) -> None:
    alerts = answer["alerts"]
    if not alerts:
        console.print("no alerts")
        return
    _print_table(console, _COLUMNS, map(row_of, alerts))
    if (hidden := answer["count"] - len(alerts)) > 0:
        console.print(f"… and {hidden} more")
    response = answer["response"]
    for what, done in (("acknowledge", "acknowledged"), ("resolve", "resolved")):
        if (minutes := response[f"minutes_to_{what}"]) is not None:
            mean = lasting(timedelta(minutes=minutes))
            console.print(f"{response[done]} {done}, after {mean} on average")


def _print_table(
    console: Console, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> None:
    """Rows below each other; only the last column is folded, so that the others can be copied."""
    table = Table(box=None)
    for name in columns:
        table.add_column(name, no_wrap=name != columns[-1])
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def _path(alert: str) -> str:
    return f"/v1/alerts/{quote(alert, safe='')}"


def _text(end: datetime) -> str:
    return end.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
