"""Budgets as the command line shows them: one table with what is nested, one page for each."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Protocol

from costgov.domain.budgeting.figures import Chance
from costgov.domain.budgets import BudgetPlan
from costgov.domain.money import display
from costgov.domain.period import ONE_DAY, parse_day
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.budget_words import amount_words

type Json = dict[str, Any]

_STATES = {
    "ok": "[green]on track[/green]",
    "at_risk": "[yellow]at risk[/yellow]",
    "over": "[red]over[/red]",
    "no_data": "no data",
    "inactive": "not running",
}
_BARS = "▁▂▃▄▅▆▇█"
SPARK_DAYS = 60


class Api(Protocol):
    """The API as a client reads it."""

    def get(self, path: str, **query: str) -> Json:
        """The parsed answer."""
        ...


def all_budgets(api: Api) -> list[Json]:
    """Every plan with its standing, page after page."""
    found, page = [], api.get("/v1/budgets")
    found += page["budgets"]
    while page.get("next_page"):
        page = api.get("/v1/budgets", page_token=page["next_page"])
        found += page["budgets"]
    return found


def print_budgets(console: Console, api: Api) -> None:
    """A table of all, those below others indented, and what does not fit together."""
    budgets = all_budgets(api)
    if not budgets:
        return
    table = Table(title="Budgets", title_justify="left", expand=False)
    for column in ("Budget", "State", "Spent", "Of", "Forecast", "Breach", "Reached"):
        table.add_column(column, overflow="fold")
    for depth, budget in nested(budgets):
        table.add_row(*_row(depth, budget))
    console.print(table)
    for budget in budgets:
        status = budget["status"] or {}
        if rolled := status.get("roll_up"):
            console.print(f"{escape(budget['plan']['id'])}: {_rolled(rolled, budget)}")
        for warning in status.get("warnings", ()):
            console.print(f"[yellow]warning[/yellow] {escape(warning)}", soft_wrap=True)


def _rolled(rolled: Json, budget: Json) -> str:
    """What the budgets below one come to."""
    currency = budget["plan"]["currency"]
    actual, planned, left = (
        _money(rolled[name], currency) for name in ("actual", "planned", "unplanned")
    )
    names = ", ".join(part["id"] for part in rolled["parts"])
    return escape(f"{names} spent {actual} of {planned} planned; {left} given to none of them")


def nested(budgets: Sequence[Json]) -> Iterator[tuple[int, Json]]:
    """Budgets with those below them right after, and how deep each is."""
    names = {budget["plan"]["id"] for budget in budgets}

    def below(parent: str | None, depth: int) -> Iterator[tuple[int, Json]]:
        for budget in budgets:
            above = budget["plan"].get("parent")
            if (above if above in names else None) == parent:
                yield depth, budget
                yield from below(budget["plan"]["id"], depth + 1)

    return below(None, 0)


def _row(depth: int, budget: Json) -> list[str]:
    plan, status = budget["plan"], budget["status"]
    name, currency = "  " * depth + escape(plan["id"]), plan["currency"]
    if status is None:
        limit = f"{_money(plan['amount'], currency)} {plan['period']}"
        return [name, "not judged yet", "", limit, "", "", ""]
    spent = f"{_money(status['actual'], currency)} ({Decimal(status['actual_percent']):.1f} %)"
    return [
        name,
        _STATES.get(status["state"], status["state"]),
        spent,
        f"{_money(_limit(budget), currency)} {plan['period']}",
        _money(status["forecast"], currency),
        chance_words(status),
        status.get("breach_date") or "",
    ]


def chance_words(status: Json) -> str:
    """The probability of a breach: `62 %`, `< 3 %`; nothing where nobody knows."""
    told = status.get("breach_probability")
    return Chance.model_validate(told).words if told else ""


def print_budget(console: Console, api: Api, name: str) -> None:
    """Everything of one: limit and its arithmetic, actual, forecast, what is below, burn-up."""
    found = api.get(f"/v1/budgets/{name}")
    plan, status = BudgetPlan.model_validate(found["plan"]), found["status"]
    console.print(f"[bold]{escape(plan.id)}[/bold] {escape(plan.covers)}: {amount_words(plan)}")
    if status is None:
        console.print("  not judged yet: the next run does it")
    else:
        for line in (*_standing_lines(status, plan), *_arithmetic_lines(status, plan.currency)):
            console.print(f"  {line}", soft_wrap=True)
        console.print(f"  {burn_line(api.get(f'/v1/budgets/{name}/burn-up'))}")
    for line in _around_lines(found):
        console.print(f"  {line}", soft_wrap=True)


def _standing_lines(status: Json, plan: BudgetPlan) -> Iterator[str]:
    currency = plan.currency
    last = parse_day(status["period_end"]) - ONE_DAY
    yield f"{_STATES.get(status['state'], status['state'])}, {status['period_start']} to {last}"
    yield (
        f"spent {_money(status['actual'], currency)} of {_money(status['limit'], currency)} "
        f"({status['actual_percent']} %) by {status['as_of']}"
    )
    if status["forecast"] is not None:
        low, high = (_money(status[f"forecast_{side}"], currency) for side in ("low", "high"))
        yield (
            f"expected {_money(status['forecast'], currency)} (80 %: {low} to {high}); "
            f"probability of a breach {chance_words(status) or 'not known'}"
        )
    if status.get("breach_date"):
        earliest = status.get("breach_earliest")
        early = f", at the earliest {earliest}" if earliest != status["breach_date"] else ""
        yield f"limit reached {status['breach_date']}{early}"
    for one in status.get("crossed", ()):
        now = "" if one["holds"] else " (not any more)"
        yield f"{one['threshold']} % {one['kind']} crossed on {one['on']}{now}"
    yield f"[dim]{escape(status['basis'])}[/dim]"


def _arithmetic_lines(status: Json, currency: str) -> Iterator[str]:
    arithmetic = status.get("arithmetic") or {}
    parts, earlier = arithmetic.get("parts", ()), arithmetic.get("earlier", ())
    if len(parts) > 1:
        for part in parts:
            last = parse_day(part["end"]) - ONE_DAY
            counted = _money(part["counted"], currency)
            yield (
                f"{part['start']} to {last}: {_money(part['amount'], currency)} a period, "
                f"of which {counted} counts"
            )
    for one in earlier:
        because = f" ({one['because']})" if one["because"] else ""
        yield (
            f"{one['start']}: {_money(one['available'], currency)} available - "
            f"{_money(one['actual'], currency)} spent = {_money(one['left'], currency)}, "
            f"carried on {_money(one['carried_out'], currency)}{because}"
        )


def _around_lines(found: Json) -> Iterator[str]:
    plan, status = found["plan"], found["status"] or {}
    if rolled := status.get("roll_up"):
        for part in rolled["parts"]:
            actual = _money(part["actual"], plan["currency"])
            planned = _money(part["planned"], plan["currency"])
            yield f"└ {escape(part['id'])}: {actual} of {planned} planned for the period"
        yield f"  not given to any of them: {_money(rolled['unplanned'], plan['currency'])}"
    for warning in status.get("warnings", ()):
        yield f"[yellow]warning[/yellow] {escape(warning)}"
    if change := found["changed"]:
        why = f": {escape(change['reason'])}" if change["reason"] else ""
        yield f"{change['what']} by {escape(change['by'])} on {change['at'][:16]}{why}"


def burn_line(burn_up: Json) -> str:
    """The cumulated cost of the period's latest days as bars of its limit, `·` for what comes."""
    limit = Decimal(burn_up["limit"])
    points = burn_up["points"][-SPARK_DAYS:]
    bars = "".join(_bar(point["actual"], limit) for point in points)
    return f"{bars} of {_money(burn_up['limit'], burn_up['currency'])}"


def _bar(actual: str | None, limit: Decimal) -> str:
    if actual is None:
        return "·"
    level = int(Decimal(actual) / limit * (len(_BARS) - 1))
    return _BARS[min(max(level, 0), len(_BARS) - 1)]


def _limit(budget: Json) -> str:
    limit: str = budget["status"].get("limit") or budget["plan"]["amount"]
    return limit


def _money(amount: str | None, currency: str) -> str:
    return "not known" if amount is None else display(Decimal(amount), currency)
