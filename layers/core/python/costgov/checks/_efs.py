"""What EFS file systems hold and are charged for."""

from collections.abc import Mapping
from decimal import Decimal

from costgov.checks._gb import in_gb
from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown


def is_copy(file_system: Resource) -> bool:
    """Whether it is what another one is replicated to, and stands by for its failure."""
    told = file_system.attributes.get("FileSystemProtection")
    return isinstance(told, dict) and told.get("ReplicationOverwriteProtection") == "REPLICATING"


def stored(file_system: Resource, look: Look) -> Mapping[str, Decimal]:
    """GB by storage class: standard, infrequent, archive; raises NotKnown."""
    size = look.attribute(file_system, "SizeInBytes")
    if not isinstance(size, dict) or "ValueInStandard" not in size:
        raise NotKnown("its size by storage class was not told")
    names = {"standard": "ValueInStandard", "infrequent": "ValueInIA", "archive": "ValueInArchive"}
    return {name: in_gb(Decimal(str(size.get(field) or 0))) for name, field in names.items()}


def storage_line(file_system: Resource, storage_class: str, amount: Decimal) -> Line:
    """A month of GB in a storage class; a single zone and elastic throughput have other prices."""
    where = "one-zone-" if file_system.attributes.get("AvailabilityZoneName") else ""
    is_elastic = file_system.attributes.get("ThroughputMode") == "elastic"
    suffix = "-elastic" if is_elastic and storage_class == "infrequent" and not where else ""
    return Line(f"efs.storage/{where}{storage_class}{suffix}", amount)


def storage_lines(file_system: Resource, look: Look) -> tuple[Line, ...]:
    """What a month of everything stored is charged for."""
    return tuple(
        storage_line(file_system, name, amount)
        for name, amount in stored(file_system, look).items()
        if amount
    )


def throughput_lines(file_system: Resource, look: Look) -> tuple[Line, ...]:
    """Provisioned throughput beyond what storage includes: 1 MiB/s for every 20 GB in Standard.

    Source: https://aws.amazon.com/efs/pricing/ (50 KiB/s a GB of Standard storage).
    """
    if look.attribute(file_system, "ThroughputMode") != "provisioned":
        return ()
    included = stored(file_system, look)["standard"] / 20
    more = look.number(file_system, "ProvisionedThroughputInMibps") - included
    return (Line("efs.throughput/provisioned", more),) if more > 0 else ()
