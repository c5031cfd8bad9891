"""What lines come to in money, for checks whose verdict is which of two ways costs less."""

from collections.abc import Iterable
from decimal import Decimal

from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource


def cost(lines: Iterable[Line], look: Look, resource: Resource) -> Decimal:
    """A month of these lines at list prices of the resource's region; raises NotKnown."""
    return sum(
        (look.price(line.key, resource).amount * line.quantity for line in lines), Decimal(0)
    )
