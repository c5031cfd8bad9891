"""A smaller or cheaper type would carry what the instance did, with a risk that is told."""

from typing import Final

from costgov.checks._instance_sizing import (
    facts,
    measured,
    on_empty_credits,
    options,
    smaller,
)
from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.domain.sizing import cheapest

META: Final = Meta(
    id="ec2_instance_oversized",
    title="EC2 instance is larger than its load needs",
    why="An instance is charged by its size, whatever is used of it.",
    kinds=("AWS::EC2::Instance",),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("cloudwatch:GetMetricData", "ec2:DescribeInstances"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html",
    metrics=("CPUUtilization",),
    window_days=7,
    thresholds=thresholds(
        least_percent=("10", "%", "savings below this share of the price are not worth a restart"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where CPU was measured too little, or somebody else sets the size."""
    if instance.state != "running":
        return PASSED
    about = measured(instance, look)
    if on_empty_credits(instance, about.present):
        return PASSED
    cheaper = smaller(about, look, look.setting("least_percent"))
    best = options(about, cheapest(cheaper, about.present, about.needed))
    if not best:
        return PASSED
    return Failed(
        why=f"{about.present.name} has {about.present.vcpus} vCPU and "
        f"{about.present.memory_gib:g} GiB, of which {about.needed.vcpus:.2f} and "
        f"{about.needed.memory_gib:.1f} are needed: {best[0].name} is enough.",
        now=(instance_line(instance),),
        then=best[0].then,
        facts=facts(about, look),
        options=best,
    )
