"""Whose cost is what, in a few lines: the largest units of each view, and what would help most."""

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from costgov.domain.money import display
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from cli.summary import Api

type Json = dict[str, Any]

TOP_UNITS = 3
# A tag value may have 256 letters; a line names it by its first ones.
SHOWN_LETTERS = 30


def print_allocation(console: Console, api: "Api") -> None:
    """How much of the newest month every view allocates, to whom, and what would catch the rest."""
    for view in api.get("/v1/allocation")["views"]:
        for month in view["newest"]:
            _print_month(console, api, view["view"], month)


def _print_month(console: Console, api: "Api", view: str, month: Json) -> None:
    currency, which = month["currency"], {"currency": month["currency"], "month": month["month"]}
    found = api.get(f"/v1/allocation/{view}", limit=str(TOP_UNITS), **which)
    units = [
        f"{escape(_short(unit['unit']))} {_money(unit['total'], currency)}"
        for unit in found["units"][:TOP_UNITS]
    ]
    if len(units) < month["units"]:
        units.append(f"{month['units'] - len(units)} more")
    if Decimal(month["unallocated"]):
        units.append(f"unallocated {_money(month['unallocated'], currency)}")
    console.print(
        f"[bold]Allocated by {view}[/bold] {_money(month['allocated'], currency)} of "
        f"{_money(month['bill'], currency)} in {month['month']}: {', '.join(units)}"
    )
    suggestions = api.get(f"/v1/allocation/{view}/suggestions", **which)["suggestions"]
    for one in suggestions[:1]:
        rule = escape(json.dumps(one["rule"], ensure_ascii=False))
        console.print(f"  a rule {rule} would catch {_money(one['caught'], currency)} more")


def _short(name: str) -> str:
    return name if len(name) <= SHOWN_LETTERS else f"{name[:SHOWN_LETTERS]}…"


def _money(amount: str, currency: str) -> str:
    return display(Decimal(amount), currency)
