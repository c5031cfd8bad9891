"""How good past forecasts were, in a few lines: what has settled of them, and what has not."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from cli.summary import Api

type Json = dict[str, Any]

_MOST = 5
_SHOWN = {
    "days-1-7": "a day, 1 to 7 days ahead",
    "sum-30": "the sum of 30 days",
    "month-end-1-10": "the month's end, from its first ten days",
}


def print_accuracy(console: Console, api: "Api", currency: str) -> None:
    """How good the forecasts of all costs were, and which series' have become worse."""
    found = api.get("/v1/accuracy", currency=currency)
    if found["state"] != "ok":
        console.print(
            "[bold]Past forecasts[/bold] none has settled yet: each is scored once its first seven "
            "days are over"
        )
        return
    console.print(f"[bold]Past forecasts[/bold] settled up to {found['settled_until']}")
    for line in _lines(found):
        console.print(f"  {line}")


def _lines(found: Json) -> Iterator[str]:
    whole = (part for part in found["dimensions"] if part["dimension"] == "total")
    for quality in next(whole, {"qualities": ()})["qualities"]:
        if (name := _SHOWN.get(quality["horizon"])) and quality["wape"] is not None:
            yield f"{name}: off by {_percent(quality['wape'])}{_naive(quality)}"
    yield from drift_lines(found["drifting"])


def drift_lines(drifting: Sequence[Json]) -> Iterator[str]:
    """The series whose forecasts have become worse, the first few by name."""
    for one in drifting[:_MOST]:
        series, drift = one["series"], one["drift"]
        name = escape(series["value"] or series["dimension"])
        yield (
            f"[yellow]forecasts worse[/yellow] {name}: {_percent(drift['wape'])}, "
            f"{_percent(drift['reference'])} {_AGAINST[drift['kind']]}"
        )
    if hidden := drifting[_MOST:]:
        yield f"and {len(hidden)} more; GET /v1/accuracy lists them"


_AGAINST = {
    "worse-than-before": "before",
    "worse-than-naive": "had the week before been repeated",
}


def _naive(quality: Json) -> str:
    share = quality["better_than_naive"]
    if share is None:
        return ""
    word = "better" if Decimal(share) >= 0 else "worse"
    return f", {_percent(str(abs(Decimal(share))))} {word} than repeating the week before"


def _percent(share: str) -> str:
    return f"{Decimal(share) * 100:.1f} %"
