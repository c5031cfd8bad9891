"""What images of a repository are stored, by how long they have not been used."""

from decimal import Decimal
from typing import Any

from costgov.checks._gb import in_gb
from costgov.checks.contract import Look
from costgov.domain.resources import Resource
from costgov.errors import NotKnown


def images(repository: Resource, look: Look) -> dict[str, Any]:
    """The repository's images as they were summed up; raises NotKnown."""
    found = look.attribute(repository, "Images")
    if not isinstance(found, dict):
        raise NotKnown("Images is no structure")
    return found


def untouched_gb(by_day: dict[str, int], look: Look, days: Decimal) -> Decimal:
    """GB of images that were neither pushed nor pulled for so many days."""
    old = (size for day, size in by_day.items() if look.days_since(f"{day}T00:00:00+00:00") >= days)
    return in_gb(sum(old))
