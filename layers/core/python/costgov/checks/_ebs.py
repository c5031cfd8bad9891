"""What EBS volumes are charged for, shared by the checks of volumes."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource

# What gp3 includes: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
GP3_IOPS: Final = Decimal(3000)
GP3_MIBPS: Final = Decimal(125)
_PROVISIONED_IOPS: Final = frozenset({"io1", "io2"})


def volume_lines(volume: Resource, look: Look) -> tuple[Line, ...]:
    """What a month of a volume as it is provisioned is charged for; raises NotKnown."""
    kind = str(look.attribute(volume, "VolumeType"))
    lines = [Line(f"ebs.storage/{kind}", look.number(volume, "Size"))]
    if kind in _PROVISIONED_IOPS:
        lines.append(Line(f"ebs.iops/{kind}", look.number(volume, "Iops")))
    if kind == "gp3":
        more = max(look.number(volume, "Iops") - GP3_IOPS, Decimal(0))
        faster = max(look.number(volume, "Throughput") - GP3_MIBPS, Decimal(0))
        lines += [Line("ebs.iops/gp3", more)] if more else []
        lines += [Line("ebs.throughput/gp3", faster)] if faster else []
    return tuple(lines)


def attached_to(volume: Resource) -> tuple[str, ...]:
    """The ids of the instances a volume is attached to."""
    attachments = volume.attributes.get("Attachments")
    found = attachments if isinstance(attachments, list) else []
    return tuple(
        str(one["InstanceId"]) for one in found if isinstance(one, dict) and "InstanceId" in one
    )
