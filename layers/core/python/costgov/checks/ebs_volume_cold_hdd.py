"""A throughput-optimised disk with so little throughput that the cold type carries it."""

from typing import Final

from costgov.checks._ebs import MIB, per_second, volume_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ebs_volume_cold_hdd",
    title="st1 volume is used so little that sc1 would do",
    why="sc1 costs a third of st1 and is made for data that is seldom read.",
    kinds=("AWS::EC2::Volume",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeVolumes", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/ebs/latest/userguide/hdd-vols.html",
    metrics=("VolumeReadBytes", "VolumeWriteBytes"),
    window_days=14,
    thresholds=thresholds(
        # sc1 sustains 12 MiB/s for each TiB of its size.
        share=("0.5", "share", "of what sc1 sustains, which the busiest hour may need"),
    ),
)
_MIBPS_A_TIB: Final = 12
_GIB_A_TIB: Final = 1024


def evaluate(volume: Resource, look: Look) -> Verdict:
    """UNKNOWN where bytes were not measured over the window."""
    if look.attribute(volume, "VolumeType") != "st1":
        return PASSED
    size = look.number(volume, "Size")
    sustained = size * _MIBPS_A_TIB / _GIB_A_TIB
    average, busiest = per_second(volume, look, "VolumeReadBytes", "VolumeWriteBytes")
    if busiest / MIB > sustained * look.setting("share"):
        return PASSED
    return Failed(
        why=f"Its busiest hour moved {busiest / MIB:.2f} MiB/s; sc1 of {size} GiB sustains "
        f"{sustained:.1f} MiB/s.",
        now=volume_lines(volume, look),
        then=(Line("ebs.storage/sc1", size),),
        facts={"average": f"{average / MIB:.2f} MiB/s"},
    )
