"""What a cluster of Aurora is charged for in either storage configuration."""

from decimal import Decimal
from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks._rds import GIB, aurora_hours, members
from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

VOLUME_METRICS: Final = ("VolumeBytesUsed", "VolumeReadIOPs", "VolumeWriteIOPs")


def volume(cluster: Resource, look: Look, *, io_optimized: bool) -> tuple[Line, ...]:
    """A month of its volume, with its input and output where these are charged; raises NotKnown."""
    stored = look.digest(cluster, "VolumeBytesUsed").avg
    if stored is None:
        raise NotKnown("how much its volume holds was not measured")
    kind = "IO Optimized-Aurora" if io_optimized else "General Purpose-Aurora"
    storage = Line(f"aurora.storage/{kind}", stored / GIB)
    if io_optimized:
        return (storage,)
    requests = in_a_month(look, cluster, "VolumeReadIOPs")
    requests += in_a_month(look, cluster, "VolumeWriteIOPs")
    return (storage, Line("aurora.io", requests))


def configuration(cluster: Resource, look: Look, *, io_optimized: bool) -> tuple[Line, ...]:
    """A month of the volume and every instance in one configuration; raises NotKnown."""
    hours = [aurora_hours(one, look, io_optimized=io_optimized) for one in members(cluster, look)]
    return (*hours, *volume(cluster, look, io_optimized=io_optimized))


def share_saved(now: Decimal, then: Decimal) -> Decimal:
    """What part of a cost the other way saves."""
    return (now - then) / now if now else Decimal(0)
