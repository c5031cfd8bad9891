"""What EBS volumes and snapshots are charged for, and what they belong to."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import INSTANCE, Resource
from costgov.errors import NotKnown

VOLUME: Final = "AWS::EC2::Volume"
SNAPSHOT: Final = "AWS::EC2::Snapshot"
IMAGE: Final = "AWS::EC2::Image"
# What gp3 includes: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
GP3_IOPS: Final = Decimal(3000)
GP3_MIBPS: Final = Decimal(125)
MIB: Final = 2**20
GIB: Final = 2**30
# Beyond these counts an IOPS of io2 costs less: https://aws.amazon.com/ebs/pricing/
_IO2_FIRST: Final = Decimal(32_000)
_IO2_SECOND: Final = Decimal(64_000)
_MIB_A_GIB: Final = 1024
_STEP: Final = 100
# A snapshot that was copied names no volume of its own.
_COPIED: Final = "vol-ffffffff"


def volume_lines(volume: Resource, look: Look) -> tuple[Line, ...]:
    """What a month of a volume as it is provisioned is charged for; raises NotKnown."""
    kind = str(look.attribute(volume, "VolumeType"))
    size = look.number(volume, "Size")
    if kind == "gp3":
        return gp3_lines(size, look.number(volume, "Iops"), look.number(volume, "Throughput"))
    storage = Line(f"ebs.storage/{kind}", size)
    if kind == "io1":
        return (storage, Line("ebs.iops/io1", look.number(volume, "Iops")))
    if kind == "io2":
        return (storage, *io2_iops(look.number(volume, "Iops")))
    return (storage,)


def gp3_lines(size: Decimal, iops: Decimal, mibps: Decimal) -> tuple[Line, ...]:
    """A gp3 volume: what goes beyond the included performance is charged apart.

    >>> [str(line.quantity) for line in gp3_lines(Decimal(100), Decimal(4000), Decimal(253))]
    ['100', '1000', '0.125']
    """
    more, faster = max(iops - GP3_IOPS, Decimal(0)), max(mibps - GP3_MIBPS, Decimal(0))
    lines = [Line("ebs.storage/gp3", size)]
    lines += [Line("ebs.iops/gp3", more)] if more else []
    # The price list counts GiB/s.
    lines += [Line("ebs.throughput/gp3", faster / _MIB_A_GIB)] if faster else []
    return tuple(lines)


def io2_iops(iops: Decimal) -> tuple[Line, ...]:
    """The IOPS of an io2 volume in its three bands.

    >>> [(line.key, int(line.quantity)) for line in io2_iops(Decimal(40_000))]
    [('ebs.iops/io2', 32000), ('ebs.iops-32000/io2', 8000)]
    """
    second = min(iops, _IO2_SECOND) - _IO2_FIRST
    bands = (
        ("ebs.iops/io2", min(iops, _IO2_FIRST)),
        ("ebs.iops-32000/io2", max(second, Decimal(0))),
        ("ebs.iops-64000/io2", max(iops - _IO2_SECOND, Decimal(0))),
    )
    return tuple(Line(key, quantity) for key, quantity in bands if quantity)


def attached_to(volume: Resource) -> tuple[str, ...]:
    """The ids of the instances a volume is attached to."""
    return tuple(str(one["InstanceId"]) for one in _attachments(volume) if "InstanceId" in one)


def instances_of(volume: Resource, look: Look) -> Sequence[Resource]:
    """The known instances a volume is attached to; raises NotKnown where one is not known."""
    look.attribute(volume, "Attachments")
    found = []
    for name in attached_to(volume):
        instance = look.estate.get(INSTANCE, volume.region, name)
        if instance is None:
            raise NotKnown(f"the instance {name} is not in the inventory")
        found.append(instance)
    return found


def is_root(volume: Resource, instance: Resource) -> bool:
    """Whether the instance starts from the volume."""
    root = instance.attributes.get("RootDeviceName")
    return any(one.get("Device") == root for one in _attachments(volume)) if root else False


def outlives_instance(volume: Resource) -> bool:
    """Whether the volume stays when the instance it is attached to is terminated."""
    return any(one.get("DeleteOnTermination") is False for one in _attachments(volume))


def per_second(volume: Resource, look: Look, *metrics: str) -> tuple[Decimal, Decimal]:
    """Average, and the highest of an hour, of counts added up; raises NotKnown."""
    found = [look.digest(volume, metric) for metric in metrics]
    averages = [_known(one.avg) for one in found]
    highest = [_known(one.max) if one.state == "measured" else Decimal(0) for one in found]
    return sum(averages, Decimal(0)), sum(highest, Decimal(0))


def in_steps(amount: Decimal) -> Decimal:
    """Rounded up to whole hundreds, in which performance is provisioned here."""
    return (amount / _STEP).to_integral_value(ROUND_CEILING) * _STEP


def volume_of(snapshot: Resource) -> tuple[str, ...]:
    """The id of the volume a snapshot was taken of, where it was taken here."""
    name = snapshot.attributes.get("VolumeId")
    return (str(name),) if name and name != _COPIED else ()


def snapshots_of(image: Resource) -> tuple[str, ...]:
    """The ids of the snapshots an image consists of."""
    found = image.attributes.get("SnapshotIds")
    return tuple(str(name) for name in found) if isinstance(found, list) else ()


def lineage(snapshot: Resource, look: Look) -> Sequence[Resource]:
    """The snapshots of the same volume in the same region, this one included.

    Raises:
        NotKnown: it does not say which volume it was taken of.
    """
    names = volume_of(snapshot)
    if not names:
        raise NotKnown("which volume it was taken of was not told")
    found = look.estate.related(SNAPSHOT, volume_of, names[0])
    return [one for one in found if one.region == snapshot.region]


def full_gib(snapshot: Resource, look: Look) -> Decimal:
    """All blocks a snapshot refers to, in GiB; raises NotKnown."""
    return look.number(snapshot, "FullSnapshotSizeInBytes") / GIB


def _known(amount: Decimal | None) -> Decimal:
    if amount is None:
        raise NotKnown("how much the volume does was not measured")
    return amount


def _attachments(volume: Resource) -> list[Mapping[str, object]]:
    found = volume.attributes.get("Attachments")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
