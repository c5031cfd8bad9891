"""What can be saved: totals, the largest recommendations, the roadmap, what was not seen."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from costgov.domain.money import display
from rich.console import Console
from rich.markup import escape

from cli.api_client import ApiError

if TYPE_CHECKING:
    from cli.summary import Api

type Json = dict[str, Any]

TOP: Final = 5
STEPS: Final = 5
TARGET: Final = "20"
_NOT_FOUND: Final = 404


def print_savings(console: Console, api: "Api") -> None:
    """The backlog in a few lines; what has not been looked at says so."""
    answer = api.get("/v1/recommendations", limit=str(TOP))
    if answer["as_of"] is None:
        console.print("[bold]Savings[/bold] not looked for yet")
        return
    for line in total_lines(answer):
        console.print(line)
    for row in answer["recommendations"]:
        for line in row_lines(row):
            console.print(line)
    _print_target(console, api, answer["totals"])
    console.print(coverage_line(api.get("/v1/recommendations/coverage")["accounts"]))


def print_roadmap(console: Console, api: "Api", target: str | None, currency: str | None) -> None:
    """The phases, and the set that saves so much of the spend."""
    asked = {"savings_target": target, "currency": currency}
    answer = api.get(
        "/v1/recommendations/roadmap", **{name: one for name, one in asked.items() if one}
    )
    roadmap = answer["roadmap"]
    for phase in roadmap["phases"]:
        console.print(_phase_line(phase, roadmap["currency"]))
        for step in phase["steps"][:STEPS]:
            console.print(_step_line(step, roadmap["currency"]))
        if (hidden := phase["count"] - len(phase["steps"][:STEPS])) > 0:
            console.print(f"    … and {hidden} more")
    for note in roadmap["notes"]:
        console.print(f"  {escape(note)}")
    if answer["target"]:
        for line in target_lines(answer["target"], roadmap["currency"]):
            console.print(line)
        for step in answer["target"]["steps"]:
            console.print(_step_line(step, roadmap["currency"]))


def total_lines(answer: Json) -> Iterator[str]:
    """What the backlog comes to in each currency."""
    if not answer["totals"]:
        yield f"[bold]Savings[/bold] none that could be priced, as of {answer['as_of']}"
    for total in answer["totals"]:
        currency, spend = total["currency"], total["spend"]
        said = f"{_money(total['saving'], currency)} a month"
        if spend and Decimal(spend["amount"]) > 0:
            share = Decimal(total["saving"]) * 100 / Decimal(spend["amount"])
            said += f", {share:.1f} % of {_money(spend['amount'], currency)}"
        yield f"[bold]Savings[/bold] {said}, in {total['recommendations']} recommendations"


def row_lines(row: Json) -> Iterator[str]:
    """A recommendation: what, on which resource, whose, and how its saving was computed."""
    amount = "no price"
    if row["saving"] is not None and row["currency"]:
        amount = f"{_money(row['saving'], row['currency'])} a month"
    yield (
        f"  [bold]{row['id']}[/bold] {amount}: {escape(row['title'])}: {escape(row['name'])} "
        f"({row['account_id']} {row['region']}, {escape(row['owner'])}), risk {row['risk']}, "
        f"effort {row['effort']}, {row['standing']['state']}"
    )
    yield f"    {escape(row['why'])} {escape(row['arithmetic'])}"


def detail_lines(answer: Json) -> Iterator[str]:
    """Everything there is to say of one recommendation."""
    one, stands = answer["recommendation"], answer["standing"]
    finding = one["finding"]
    subject = finding["subject"]
    yield f"[bold]{escape(finding['title'])}[/bold]: {escape(subject['name'])}"
    yield f"  {escape(subject['arn'])}, owner {escape(one['owner'])}"
    yield f"  {stands['state']} since {stands['since']} {escape(stands['why'])}".rstrip()
    yield f"  {escape(finding['why'])}"
    yield f"  {_worth(finding)}"
    if one["counted_why"]:
        yield f"  {escape(one['counted_why'])}"
    doubts = finding["confidence_why"]
    yield f"  confidence {finding['confidence']:.2f}" + (f": {escape(doubts)}" if doubts else "")
    for option in finding["options"]:
        saving = option["saving"]
        worth = _money(saving["amount"], saving["currency"]) if saving else "no price"
        yield f"  option {escape(option['name'])}: {worth} a month; {escape(option['why'])}"
    for first in one["before_doing"]:
        yield f"  first: {escape(first)}"
    for word in one["aws"]:
        worth = f"{_money(word['saving'], word['currency'])} a month: " if word["saving"] else ""
        yield f"  {escape(word['service'])}: {worth}{escape(word['text'])}"
    for entry in answer["history"]:
        who, reason = escape(entry["who"]), escape(entry["reason"])
        yield f"  {entry['at']} {entry['state']} by {who}: {reason}"


def target_lines(target: Json, currency: str) -> Iterator[str]:
    """The least risky set for a percentage of the spend."""
    wanted = f"{target['savings_target']} % of the spend ({_money(target['wanted'], currency)})"
    said = (
        f"{len(target['steps'])} steps save {_money(target['saving'], currency)} a month "
        f"({Decimal(target['percent']):.1f} %), risk {target['risk']}, {target['hours']} hours"
    )
    if target["reached"]:
        yield f"[bold]To save {wanted}[/bold] at least risk: {said}"
    else:
        missing = _money(target["missing"], currency)
        yield f"[bold]{wanted}[/bold] is out of reach by {missing}: at most {said}"


def coverage_line(accounts: Sequence[Json]) -> str:
    """What was looked at, and what could not be seen."""
    places = [place for one in accounts for place in one["places"]]
    resources = sum(place["resources"] for place in places)
    unseen = sum(bool(place["not_seen"]) for place in places)
    unknown = sum(count["unknown"] for one in accounts for count in one["checks"])
    seen = sum(bool(one["places"]) for one in accounts)
    said = f"[bold]Looked at[/bold] {resources} resources of {seen} accounts"
    if unseen:
        said += f"; {unseen} places were not seen as a whole"
    return f"{said}; {unknown} times the evidence was not enough"


def _print_target(console: Console, api: "Api", totals: Sequence[Json]) -> None:
    for total in totals:
        if total["spend"] is None:
            continue
        try:
            answer = api.get(
                "/v1/recommendations/roadmap", savings_target=TARGET, currency=total["currency"]
            )
        except ApiError as error:
            if error.status != _NOT_FOUND:
                raise
            continue
        for line in target_lines(answer["target"], total["currency"]):
            console.print(line)


def _phase_line(phase: Json, currency: str) -> str:
    months = phase["investment"]["break_even_months"]
    paid = f", paid back in {Decimal(months):.1f} months" if months is not None else ""
    return (
        f"[bold]{phase['name'].capitalize()}[/bold] {phase['count']} steps, "
        f"{_money(phase['saving'], currency)} a month for {phase['hours']} hours{paid}: "
        f"{escape(phase['why'])}"
    )


def _step_line(step: Json, currency: str) -> str:
    return (
        f"    {step['id']} {_money(step['saving'], currency)}: {escape(step['title'] or '')}: "
        f"{escape(step['name'] or '')} (risk {step['risk']}, {step['hours']} hours)"
    )


def _worth(finding: Json) -> str:
    saving = finding["saving"]
    if saving is None:
        return escape(finding["unpriced"])
    low, high = (_money(saving[bound], saving["currency"]) for bound in ("low", "high"))
    amount = _money(saving["amount"], saving["currency"])
    return f"{amount} a month ({low} to {high}): {escape(saving['arithmetic'])}"


def _money(amount: str, currency: str) -> str:
    return display(Decimal(amount), currency)
