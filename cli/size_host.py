"""`costgov size-host`: a host priced by vCPU and GB, right-sized, with the arithmetic shown."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import typer
from costgov.domain.host_sizing import HostAdvice, HostPrices, HostTargets, HostUse, size_host
from costgov.domain.investment import Saving, investment, total_saving
from costgov.domain.money import display, parse_amount
from costgov.domain.unit_cost import quotient
from costgov.errors import InvalidInput
from pydantic import ValidationError
from rich.console import Console


def size_host_command(  # noqa: PLR0917 - each is an option of the command line
    vcpus: Annotated[int, typer.Option(help="vCPUs it has.")],
    memory_gb: Annotated[str, typer.Option(help="GB of memory it has.")],
    cpu_average: Annotated[str, typer.Option(help="Average CPU, percent.")],
    cpu_peak: Annotated[str, typer.Option(help="Peak CPU, percent.")],
    memory_used: Annotated[str, typer.Option(help="Memory in use, percent.")],
    per_vcpu: Annotated[str, typer.Option(help="Price of a vCPU-month.")],
    per_gb: Annotated[str, typer.Option(help="Price of a GB-month.")],
    cpu_target: Annotated[str, typer.Option(help="Average CPU to aim for, percent.")] = "60",
    memory_target: Annotated[str, typer.Option(help="Memory to aim for, percent.")] = "80",
    currency: Annotated[str, typer.Option(help="Of both prices.")] = "USD",
    units: Annotated[str | None, typer.Option(help="Orders, trades … a month.")] = None,
    cost: Annotated[str | None, typer.Option(help="What the change costs once.")] = None,
    saving: Annotated[
        list[str] | None, typer.Option(help="A further saving a month on this bill; repeatable.")
    ] = None,
) -> None:
    """Right-size a host that is priced by vCPU and by GB of memory, and show the arithmetic."""
    advice = _advice(
        {
            "vcpus": vcpus,
            "memory_gb": memory_gb,
            "cpu_average": cpu_average,
            "cpu_peak": cpu_peak,
            "memory_used": memory_used,
        },
        {"per_vcpu": per_vcpu, "per_gb": per_gb, "currency": currency},
        {"cpu_percent": cpu_target, "memory_percent": memory_target},
    )
    further = [_number("--saving", text) for text in saving or ()]
    console = Console(highlight=False, soft_wrap=True)
    for line in lines(advice):
        console.print(line)
    if units is not None:
        console.print(unit_cost_line(advice, _number("--units", units)))
    if cost is not None or further:
        for line in investment_lines(advice, _number("--cost", cost or "0"), further):
            console.print(line)


def _advice(
    use: dict[str, object], prices: dict[str, object], targets: dict[str, object]
) -> HostAdvice:
    try:
        return size_host(
            HostUse.model_validate(use),
            HostPrices.model_validate(prices),
            HostTargets.model_validate(targets),
        )
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0]).replace("_", "-") if problem["loc"] else "the host"
        raise InvalidInput(f"--{name}: {problem['msg']}") from error


def lines(advice: HostAdvice) -> Iterator[str]:
    """The host as it is, the advice, and how each figure was found."""
    use, targets, money = advice.use, advice.targets, advice.prices.currency
    per_vcpu, per_gb = (f"{one:f}" for one in (advice.prices.per_vcpu, advice.prices.per_gb))
    yield (
        f"[bold]Now[/bold] {use.vcpus} vCPU x {per_vcpu} + {use.memory_gb:f} GB x {per_gb} = "
        f"{display(advice.monthly_cost, money)} a month"
    )
    yield (
        f"vCPU: {use.vcpus} x {use.cpu_average:f} % ÷ {targets.cpu_percent:f} %, rounded up and no "
        f"fewer than the peak needs = {advice.vcpus} ({_places(advice.cpu_percent)} % on average)"
    )
    yield (
        f"Memory: {use.memory_gb:f} GB x {use.memory_used:f} % ÷ {targets.memory_percent:f} % = "
        f"{advice.memory_gb:.2f} GB"
    )
    yield (
        f"[bold]Advice[/bold] {advice.vcpus} vCPU x {per_vcpu} + {advice.memory_gb:.2f} GB x "
        f"{per_gb} = {display(advice.new_monthly_cost, money)} a month"
    )
    yield (
        f"[bold]Saving[/bold] {display(advice.monthly_saving, money)} a month "
        f"({_places(advice.saving_percent)} %)"
    )
    margin = advice.margin_over_peak
    if margin is not None:
        peak = f"{use.vcpus} vCPU x {use.cpu_peak:f} %"
        yield f"Margin: {advice.vcpus} vCPU ÷ ({peak}) = {margin:.2f} x the peak demand"


def unit_cost_line(advice: HostAdvice, units: Decimal) -> str:
    """What a unit costs before and after; raises InvalidInput where there are none."""
    if units <= 0:
        raise InvalidInput("--units: a unit cost needs more than 0 units")
    before, after = (
        quotient(amount, units) for amount in (advice.monthly_cost, advice.new_monthly_cost)
    )
    money = advice.prices.currency
    return f"[bold]Unit cost[/bold] at {units:,f} a month: {before:.3f} → {after:.3f} {money}"


def investment_lines(advice: HostAdvice, cost: Decimal, further: list[Decimal]) -> Iterator[str]:
    """Break-even and three-year return of all savings together.

    Raises:
        SavingsExceedBill: together they come to more than the bill.
    """
    named = [Saving(name="right-sizing", monthly=advice.monthly_saving)]
    named += [Saving(name=f"saving {n}", monthly=one) for n, one in enumerate(further, start=1)]
    total = total_saving(advice.monthly_cost, named)
    found, money = investment(cost, total), advice.prices.currency
    yield f"[bold]All savings[/bold] {display(total, money)} a month"
    if cost and found.break_even_months is not None and found.return_percent is not None:
        yield (
            f"Break-even: {display(cost, money)} ÷ {display(total, money)} = "
            f"{_places(found.break_even_months)} months; return over {found.months} months "
            f"{_places(found.return_percent)} %"
        )


def _places(value: Decimal) -> str:
    return f"{value:.1f}"


def _number(name: str, text: str) -> Decimal:
    try:
        value = parse_amount(text)
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error}") from error
    if value < 0:
        raise InvalidInput(f"{name}: {text} is below 0")
    return value
