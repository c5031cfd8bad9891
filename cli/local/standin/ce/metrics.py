"""Sums of the metrics a request asks for, exact to the last digit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact

from cli.local.standin.ce.dimensions import normalized
from cli.local.standin.ce.periods import invalid
from cli.local.standin.errors import AwsError
from cli.local.standin.sources import CostLine

EXACT = Context(prec=60, traps=[Inexact])
"""Sums that would have to be rounded are an error, not a cent lost."""

MIXED_UNITS = "N/A"

COSTS: Mapping[str, Callable[[CostLine], Decimal]] = {
    # Blended rates differ from unblended ones only where accounts share volume tiers or
    # reservations of different rates; the bill here has neither.
    "BlendedCost": lambda line: line.unblended,
    "UnblendedCost": lambda line: line.unblended,
    "NetUnblendedCost": lambda line: line.net_unblended,
    "AmortizedCost": lambda line: line.amortized,
    "NetAmortizedCost": lambda line: line.net_amortized,
}
USAGE: Mapping[str, Callable[[CostLine], Decimal]] = {
    "UsageQuantity": lambda line: line.quantity,
    "NormalizedUsageAmount": normalized,
}
METRICS = (*COSTS, *USAGE)


def checked(metrics: Sequence[str]) -> tuple[str, ...]:
    """The metrics of a request.

    Raises:
        AwsError: there are none, or one of them does not exist.
    """
    if not metrics:
        raise invalid("Metrics must not be empty")
    for name in metrics:
        if name not in METRICS:
            raise invalid(f"Invalid metric {name}. Valid values are {', '.join(METRICS)}")
    return tuple(metrics)


@dataclass(slots=True)
class Sums:
    """Running sums of a group."""

    amounts: list[Decimal]
    currency: str = ""
    units: set[str] = field(default_factory=set)

    def add(self, line: CostLine, readers: Sequence[Callable[[CostLine], Decimal]]) -> None:
        """Add a line to every sum.

        Raises:
            AwsError: the line is in another currency than those before it.
        """
        if self.currency and line.currency != self.currency:
            raise AwsError("DataUnavailableException", "the bill mixes currencies")
        self.currency = line.currency
        if line.unit:
            self.units.add(line.unit)
        amounts = self.amounts
        for index, read in enumerate(readers):
            amounts[index] = EXACT.add(amounts[index], read(line))

    def as_reply(self, metrics: Sequence[str]) -> dict[str, dict[str, str]]:
        """MetricValues by metric."""
        unit = next(iter(self.units)) if len(self.units) == 1 else MIXED_UNITS
        return {
            name: {
                "Amount": text(amount),
                "Unit": (self.currency or "USD") if name in COSTS else self._usage_unit(name, unit),
            }
            for name, amount in zip(metrics, self.amounts, strict=True)
        }

    @staticmethod
    def _usage_unit(metric: str, unit: str) -> str:
        return unit if metric == "UsageQuantity" else MIXED_UNITS


def readers(metrics: Sequence[str]) -> list[Callable[[CostLine], Decimal]]:
    """What each metric takes from a line."""
    known = {**COSTS, **USAGE}
    return [known[name] for name in metrics]


def text(amount: Decimal) -> str:
    """An amount as Cost Explorer writes it: plain, without trailing zeros.

    >>> text(Decimal("-0.1200")), text(Decimal("0E-10"))
    ('-0.12', '0')
    """
    digits = f"{amount:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits
