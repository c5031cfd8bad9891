"""What FSx file systems are charged for."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource

_NAMES: Final = {"WINDOWS": "Windows", "ONTAP": "ONTAP", "OPENZFS": "OpenZFS", "LUSTRE": "Lustre"}


def storage_line(file_system: Resource, look: Look, amount: Decimal) -> Line:
    """A month of GB of its storage; Lustre's price is by the throughput of each TB."""
    kind = _NAMES.get(str(look.attribute(file_system, "FileSystemType")), "unknown")
    media = look.attribute(file_system, "StorageType")
    last = look.number(file_system, "PerUnitStorageThroughput") if kind == "Lustre" else ""
    return Line(f"fsx.storage/{kind}/{media}/{last or _zones(file_system, look)}", amount)


def file_system_lines(file_system: Resource, look: Look) -> tuple[Line, ...]:
    """What a month of storage and throughput as provisioned is charged for; raises NotKnown."""
    storage = storage_line(file_system, look, look.number(file_system, "StorageCapacity"))
    kind = _NAMES.get(str(look.attribute(file_system, "FileSystemType")), "unknown")
    if kind == "Lustre":
        return (storage,)
    throughput = look.number(file_system, "ThroughputCapacity")
    return storage, Line(f"fsx.throughput/{kind}/{_zones(file_system, look)}", throughput)


def _zones(file_system: Resource, look: Look) -> str:
    deployed = str(look.attribute(file_system, "DeploymentType"))
    return "Multi-AZ" if deployed.startswith("MULTI") else "Single-AZ"
