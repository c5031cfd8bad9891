"""What was measured over some days as a month of it."""

from decimal import Decimal

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH
from costgov.domain.resources import Resource
from costgov.errors import NotKnown


def in_a_month(look: Look, resource: Resource, metric: str) -> Decimal:
    """A count over its window as a month of it; raises NotKnown."""
    found = look.digest(resource, metric)
    hours = (found.end - found.start).days * 24
    return look.total(resource, metric) * HOURS_A_MONTH / hours


def peak(look: Look, resource: Resource, metric: str) -> Decimal:
    """The highest sample of a gauge, 0 of a silent one; raises NotKnown."""
    found = look.digest(resource, metric)
    if found.state == "silent":
        return Decimal(0)
    if found.max is None:
        raise NotKnown(f"{metric} has no maximum")
    return found.max
