"""A volume that no instance uses is paid for in full."""

from math import inf
from typing import Final

from costgov.checks._ebs import volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_unattached",
    title="EBS volume is attached to nothing",
    why="A volume is charged by what is provisioned, whether or not an instance uses it.",
    kinds=("AWS::EC2::Volume",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    # From the snapshot that is to be taken first.
    reversible=True,
    iam=("ec2:DescribeVolumes",),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html",
    thresholds=thresholds(days=("7", "days", "younger volumes may be about to be attached")),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say what it is attached to, or when it was created.

    PASSED for what was measured lately, as only attached volumes are, and for what a service of
    AWS manages.
    """
    if look.attribute(volume, "Attachments") or volume.managed_by:
        return PASSED
    age, days = look.age_days(volume), look.setting("days")
    if age < days or volume.state != "available" or _last_attached(volume, look) < days:
        return PASSED
    size, kind = look.number(volume, "Size"), look.attribute(volume, "VolumeType")
    return Failed(
        why=f"{size} GB of {kind} are attached to nothing; the volume is {age} days old.",
        now=volume_lines(volume, look),
    )


def _last_attached(volume: Resource, look: Look) -> float:
    """Days since anything was measured of it."""
    ends = (one.end for one in volume.digests if one.state == "measured")
    return min(((look.as_of - end).days for end in ends), default=inf)
