"""How much of its size a resource used, for the checks that choose another size."""

from costgov.checks.contract import Look
from costgov.domain.capacity_use import CapacityUse
from costgov.domain.resources import Resource
from costgov.errors import NotKnown


def profile(resource: Resource, metric: str, look: Look) -> CapacityUse:
    """The profile of a metric in percent of the present size.

    Raises:
        NotKnown: it was measured too little, or in part while the resource had another size: a
            percent of that is another amount.
    """
    found = look.digest(resource, metric)
    if found.use is None:
        raise NotKnown(f"{metric} was read without its profile")
    if resource.resized_on is not None and found.start < resource.resized_on:
        raise NotKnown(f"its size is another one since {resource.resized_on}: too short to judge")
    return found.use
