"""Anomalies in the printed summary: what happened, who drove it, what is said of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from costgov.domain.money import display
from rich.markup import escape

type Json = dict[str, Any]

DEPTH = 3
"""Levels of drivers that are printed, of each the largest part."""


def lines(event: Json) -> Iterator[str]:
    """An event with the largest of its drivers on every level."""
    currency = event["currency"]
    until = "ongoing" if event["ongoing"] else f"to {event['end']}"
    name = escape(event["value"] or event["dimension"])
    yield (
        f"  {event['start']} {until}  [bold]{name}[/bold]  {_change(event['impact'], currency)}"
        f" (expected {_shown(event['expected'], currency)}, was "
        f"{_shown(event['actual'], currency)}; severity {event['severity']}; "
        f"{event['state']}; {event['id']})"
    )
    yield from _tree(event["drivers"], currency, 1)
    for reason in (*event["because"], *_finders(event), *_said(event)):
        yield f"    {escape(reason)}"


def how_to_judge(events: Sequence[Json]) -> str:
    """How to say what an event was."""
    first = next((event["id"] for event in events if not event["feedback"]), "ID")
    return f"  costgov anomalies feedback {first} real|planned|wrong says what it was"


def _tree(parts: Sequence[Json], currency: str, depth: int) -> Iterator[str]:
    """The largest part of each dimension, and the largest of its own."""
    seen = set()
    for part in sorted(parts, key=lambda part: -abs(Decimal(part["impact"]))):
        if part["dimension"] in seen:
            continue
        seen.add(part["dimension"])
        name = part["value"] or "(none)"
        dimension = part["dimension"].replace("_", " ")
        impact = _change(part["impact"], currency)
        yield "  " * (depth + 1) + escape(f"{dimension} {name}: {impact}")
        if depth < DEPTH:
            yield from _tree(part["parts"], currency, depth + 1)


def _finders(event: Json) -> Iterator[str]:
    if event["source"] == "aws":
        yield "found by AWS Cost Anomaly Detection, not by Cost Governor"
    elif event["also_found_by"]:
        yield "also found by AWS Cost Anomaly Detection"


def _said(event: Json) -> Iterator[str]:
    for said in event["feedback"][-1:]:
        note = f": {said['note']}" if said["note"] else ""
        yield f"{said['verdict']}, says {said['who']}{note}"


def _shown(amount: str, currency: str) -> str:
    return display(Decimal(amount), currency)


def _change(amount: str, currency: str) -> str:
    sign = "+" if Decimal(amount) > 0 else ""
    return sign + display(Decimal(amount), currency)
