"""The load expected of Auto Scaling groups, a line or two each."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from cli.summary import Api

type Json = dict[str, Any]

SHOWN_GROUPS = 5


def print_load(console: Console, api: "Api") -> None:
    """When each of the first groups is busiest within two days, and how that was predicted."""
    for group in api.get("/v1/load", limit=str(SHOWN_GROUPS))["predictions"]:
        _print_group(console, group)


def _print_group(console: Console, group: Json) -> None:
    peak = max(group["points"], key=lambda point: Decimal(point["mean"]))
    interval = next(one for one in peak["intervals"] if one["level"] == 80)
    low, high = _percent(interval["low"]), _percent(interval["high"])
    console.print(
        f"[bold]Load of {escape(group['group'])}[/bold] peaks at {_percent(peak['mean'])} CPU on "
        f"{peak['at'][:16].replace('T', ' ')} UTC (80 % interval: {low} to {high})"
    )
    console.print(f"  by the {escape(_method(group))}: {escape(group['reason'])}")


def _method(group: Json) -> str:
    return {"forest": "random forest", "statistical": "statistical forecast"}[group["method"]]


def _percent(value: str) -> str:
    return f"{Decimal(value):.0f} %"
