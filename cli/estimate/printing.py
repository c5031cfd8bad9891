"""An estimate for people, and as JSON."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from costgov.domain.money import amount_text
from costgov.domain.prices import Prices
from rich.console import Console
from rich.table import Table

from cli.estimate.result import NOT_BUILT, Estimate
from cli.estimate.scale import MONTHS, Scale

type Json = dict[str, Any]


def print_estimate(console: Console, found: Estimate, scale: Scale, prices: Prices) -> None:
    """Every line, the totals, the first read and what was assumed."""
    table = Table(title=f"A month of Cost Governor ({_mode(scale)})", title_justify="left")
    for name in ("Item", "Quantity", "Unit", "List price", "Beyond the free allowance"):
        table.add_column(name, justify="left" if name in {"Item", "Unit"} else "right")
    for line in found.lines:
        quantity = f"{line.quantity:,.0f}" if line.quantity >= 10 else f"{line.quantity:,.2f}"
        name = line.item.replace("_", " ")
        table.add_row(name, quantity, line.unit, _usd(line.list_usd), _usd(line.usd))
    table.add_section()
    table.add_row("total", "", "", _usd(found.list_usd), f"[bold]{_usd(found.usd)}[/bold]")
    console.print(table)
    console.print(f"If CloudWatch bills every statistic of a metric: {_usd(found.usd_at_most)}.")
    if found.back_fill_requests:
        console.print(
            f"Once, the first read of {MONTHS} months: {found.back_fill_requests:,} requests, "
            f"{_usd(found.back_fill_usd)}, spread over {found.back_fill_days} day(s) by the cap."
        )
    console.print(f"Assumed: {_assumed(scale)}. Storage is that after {MONTHS} months.")
    dates = max(price.as_of for price in prices.values())
    console.print(f"Prices are lists of us-east-1 as of {dates}; other regions differ somewhat.")
    console.print(f"Not built, and therefore not priced: {', '.join(NOT_BUILT)}.")


def as_json(found: Estimate, scale: Scale) -> Json:
    """Everything as plain values; amounts as exact text."""
    return {
        "scale": asdict(scale),
        "lines": [
            {name: _plain(value) for name, value in asdict(line).items()} for line in found.lines
        ],
        "usd": amount_text(found.usd),
        "list_usd": amount_text(found.list_usd),
        "usd_at_most": amount_text(found.usd_at_most),
        "back_fill": {
            "requests": found.back_fill_requests,
            "usd": amount_text(found.back_fill_usd),
            "days": found.back_fill_days,
        },
        "not_built": list(NOT_BUILT),
    }


def _plain(value: object) -> object:
    return amount_text(value) if isinstance(value, Decimal) else value


def _mode(scale: Scale) -> str:
    source = "Cost Explorer" if scale.cost_source == "cost_explorer" else "billing files"
    return f"{source}, {scale.accounts:,} account(s), {scale.instances:,} instances"


def _assumed(scale: Scale) -> str:
    named = {
        "regions an account": scale.regions,
        "volumes": scale.volumes,
        "further resources an account": scale.resources,
        "services an account": scale.services,
        "usage types a service": scale.usage_types,
        "tags": scale.tags,
        "values a tag": scale.tag_values,
    }
    if scale.cost_source == "cost_explorer":
        named["groups a page of Cost Explorer"] = scale.groups_per_page
    else:
        named |= {"MB of export a month": scale.export_mb, "deliveries a day": scale.deliveries}
    return ", ".join(f"{value:,} {name}" for name, value in named.items())


def _usd(amount: Decimal) -> str:
    return f"${amount:,.2f}" if amount == 0 or amount >= Decimal("0.005") else "<$0.01"
