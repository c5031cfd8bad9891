"""A magnetic volume: the type of the first generation, slow and charged by the request too."""

from decimal import Decimal
from typing import Final

from costgov.checks._costs import cost
from costgov.checks._ebs import GP3_IOPS, GP3_MIBPS, gp3_lines, volume_lines
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_magnetic",
    title="Magnetic volume of the previous generation",
    why="Magnetic volumes are charged for each request and reach a tenth of what gp3 includes.",
    kinds=("AWS::EC2::Volume",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeVolumes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html",
    metrics=("VolumeReadOps", "VolumeWriteOps"),
    window_days=14,
    thresholds=thresholds(
        dearer=("1", "times", "a move is advised up to this many times of what it costs now"),
    ),
)


def evaluate(volume: Resource, look: Look) -> Verdict:
    """PASSED where hardly anything is requested, so that the old type is far cheaper."""
    if look.attribute(volume, "VolumeType") != "standard":
        return PASSED
    requests = sum(
        (in_a_month(look, volume, name) for name in ("VolumeReadOps", "VolumeWriteOps")),
        Decimal(0),
    )
    now = (*volume_lines(volume, look), Line("ebs.requests/standard", requests))
    then = gp3_lines(look.number(volume, "Size"), GP3_IOPS, GP3_MIBPS)
    if cost(then, look, volume) > cost(now, look, volume) * look.setting("dearer"):
        return PASSED
    return Failed(
        why=f"{look.number(volume, 'Size')} GiB of the magnetic type with "
        f"{requests:.0f} requests a month.",
        now=now,
        then=then,
    )
