"""What replication instances of DMS are charged for, shared by their checks."""

from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

REPLICATION_INSTANCE: Final = "AWS::DMS::ReplicationInstance"


def instance_hours(instance: Resource, look: Look, size: str | None = None) -> Line:
    """A month of it, or of another class; raises NotKnown."""
    size = size or instance.instance_type
    if size is None:
        raise NotKnown("its class was not told")
    zones = "Multiple" if look.attribute(instance, "MultiAZ") else "Single"
    return Line(f"dms.instance/{size.removeprefix('dms.')}/{zones}", HOURS_A_MONTH)
