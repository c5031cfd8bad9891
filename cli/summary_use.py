"""What runs out when, how well resources are used, and what a unit costs, in a few lines."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from cli.api_client import ApiError

if TYPE_CHECKING:
    from cli.summary import Api

type Json = dict[str, Any]

TOP = 3
_NOTHING_STORED = 404
_MILL = Decimal("0.001")


def print_use(console: Console, api: "Api") -> None:
    """The first to run out, the scores of all, and every unit cost."""
    if capacity := _stored(api, "/v1/capacity"):
        for line in capacity_lines(capacity["report"]):
            console.print(line)
    if efficiency := _stored(api, "/v1/efficiency"):
        for line in efficiency_lines(efficiency["report"]):
            console.print(line)
    for one in api.get("/v1/unit-costs")["unit_costs"]:
        console.print(unit_cost_line(one))


def _stored(api: "Api", path: str) -> Json | None:
    try:
        return api.get(path)
    except ApiError as error:
        if error.status == _NOTHING_STORED:
            return None
        raise


def capacity_lines(report: Json) -> Iterator[str]:
    """The most urgent metrics that will be full, or that there is none."""
    due = [one for one in (*report["measures"], *report["resources"]) if _within(one["crossing"])]
    if not due:
        yield f"[bold]Capacity[/bold] nothing of {report['looked_at']} resources runs out in a year"
        return
    yield "[bold]Capacity[/bold]"
    for one in sorted(due, key=_when)[:TOP]:
        yield from _outlook_lines(one)


def _within(crossing: Json) -> bool:
    return crossing["state"] in {"crossed", "crossing"}


def _when(one: Json) -> str:
    """Sorts what is full first and what may never be last."""
    crossing = one["crossing"]
    return "" if crossing["state"] == "crossed" else crossing["median"] or "9"


def _outlook_lines(one: Json) -> Iterator[str]:
    crossing = one["crossing"]
    named = escape(str(one["subject_name"] or one["subject"]))
    now = f"{Decimal(one['value']):.1f}"
    what = f"  [bold]{named}[/bold] {escape(one['component'])} at {now} {one['unit']}"
    limit = f"{Decimal(one['threshold']):f} {one['unit']}"
    if crossing["state"] == "crossed":
        yield f"{what}, above {limit} already"
        return
    if crossing["median"] is None:
        yield f"{what}, {limit} unlikely within a year, possible from {crossing['earliest']} on"
        return
    latest = crossing["latest"] or "later than a year"
    interval = f"{crossing['earliest']} to {latest}"
    yield f"{what}, {limit} on {crossing['median']} (80 % interval: {interval})"
    risks = ", ".join(
        f"{Decimal(risk['probability']) * 100:.0f} % within {risk['days']} days"
        for risk in crossing["risks"]
    )
    due = "order [yellow]now[/yellow]" if one["warning"] else f"order by {one['order_by']}"
    yield f"    {risks}; {due}"


def efficiency_lines(report: Json) -> Iterator[str]:
    """The organisation's scores and what stands out."""
    whole = report["groups"][0]
    yield (
        f"[bold]Efficiency[/bold] {_score(whole['efficiency'])} of target, health "
        f"{_score(whole['health'])}: {whole['known']} of {whole['resources']} resources known, "
        f"{whole['low']} below 0.5, {whole['high']} above 1.3"
    )


def unit_cost_line(one: Json) -> str:
    """A unit cost beside its target, its trend and its forecast."""
    plan, figures = one["plan"], one["figures"]
    named = f"[bold]Unit cost {escape(plan['name'])}[/bold]"
    if figures is None:
        return f"{named} not known yet"
    current, money = figures["current"], plan["currency"]
    if current["unit_cost"] is None:
        return f"{named} unknown: {current['reason']}"
    said = f"{named} {_amount(current['unit_cost'])} {money} ({escape(figures['unit'])}, "
    said += f"{current['days']} days"
    if plan["target"] is not None:
        mark = f"[red]{figures['status']}[/red]" if figures["alert"] else figures["status"]
        said += f"; {mark} {plan['target']}"
    said += f"), {figures['trend']['label']}"
    if forecast := figures["forecast"]:
        interval = next(one for one in forecast["intervals"] if one["level"] == 80)
        low, high = _amount(interval["low"]), _amount(interval["high"])
        said += f"; next {forecast['days']} days {_amount(forecast['mean'])} ({low} to {high})"
    return said


def _score(value: str | None) -> str:
    return "unknown" if value is None else f"{Decimal(value):.2f}"


def _amount(value: str) -> str:
    return f"{Decimal(value).quantize(_MILL):f}"
