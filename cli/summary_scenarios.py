"""What the configured scenarios come to, in a few lines each."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from costgov.domain.money import display
from costgov.domain.period import ONE_DAY
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from cli.summary import Api

type Json = dict[str, Any]


def print_scenarios(console: Console, api: "Api") -> None:
    """Every scenario: what it adds to or takes from its longest period, and by what."""
    for scenario in _all(api):
        for line in _lines(scenario, scenario["figures"]):
            console.print(line)


def print_scenario(console: Console, api: "Api", name: str) -> None:
    """One scenario, every period of it."""
    scenario = api.get(f"/v1/scenarios/{name}")["scenario"]
    figures, currency = scenario["figures"], scenario["currency"]
    for line in _lines(scenario, figures):
        console.print(line)
    for period in figures["periods"]:
        console.print(
            f"  {period['name']} to {date.fromisoformat(period['end']) - ONE_DAY}: baseline "
            f"{_range(period['baseline'], currency)}, scenario "
            f"{_range(period['scenario'], currency)}, "
            f"{_signed(period['difference']['mean'], currency)}"
        )
    console.print(f"  as of {figures['as_of']}: {escape(figures['method'])}")


def _all(api: "Api") -> Iterator[Json]:
    page = api.get("/v1/scenarios")
    yield from page["scenarios"]
    while page["next_page"]:
        page = api.get("/v1/scenarios", page_token=page["next_page"])
        yield from page["scenarios"]


def _lines(scenario: Json, figures: Json | None) -> Iterator[str]:
    name, currency = scenario["name"], scenario["currency"]
    if figures is None:
        yield f"[bold]Scenario {name}[/bold] not computed yet"
        return
    longest = figures["periods"][-1]
    difference = longest["difference"]
    yield (
        f"[bold]Scenario {name}[/bold] {scenario['horizon_days']} days of {escape(_of(scenario))}: "
        f"{_money(longest['scenario']['mean'], currency)} instead of "
        f"{_money(longest['baseline']['mean'], currency)}, "
        f"{_signed(difference['mean'], currency)} (80 % interval: {_bounds(difference, currency)})"
    )
    if figures["state"] != "ok":
        yield f"  {figures['state']} ({figures['history_days']} days)"
    parts = _parts(figures["changes"], longest["effects"], currency)
    if parts:
        yield f"  {'; '.join(parts)}"
    for warning in figures["warnings"]:
        yield f"  [yellow]note[/yellow] {escape(warning)}"


def _parts(changes: Sequence[Json], effects: Sequence[str], currency: str) -> list[str]:
    return [
        f"{escape(change['name'])} {_signed(effect, currency)}"
        for change, effect in zip(changes, effects, strict=True)
    ]


def _of(scenario: Json) -> str:
    of = scenario["dimension"].replace("_", " ")
    return of if scenario["value"] is None else f"{of} {scenario['value']}"


def _range(expected: Json, currency: str) -> str:
    return f"{_money(expected['mean'], currency)} ({_bounds(expected, currency)})"


def _bounds(expected: Json, currency: str) -> str:
    bounds = next(one for one in expected["intervals"] if one["level"] == 80)
    return f"{_money(bounds['low'], currency)} to {_money(bounds['high'], currency)}"


def _signed(amount: str, currency: str) -> str:
    return f"{'+' if Decimal(amount) > 0 else ''}{_money(amount, currency)}"


def _money(amount: str, currency: str) -> str:
    return display(Decimal(amount), currency)
