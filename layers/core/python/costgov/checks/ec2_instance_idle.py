"""A running instance that computes next to nothing and talks to nobody."""

from decimal import Decimal
from typing import Final

from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ec2_instance_idle",
    title="EC2 instance is idle",
    why="An instance is charged for each second it runs, whether or not it does anything.",
    kinds=("AWS::EC2::Instance",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # From an image that is to be taken first.
    reversible=True,
    iam=("ec2:DescribeInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html",
    metrics=("CPUUtilization", "NetworkIn", "NetworkOut"),
    window_days=14,
    thresholds=thresholds(
        cpu=("5", "%", "an operating system alone stays below it for 95 % of the time"),
        peak=("15", "%", "a short daily job takes more than this while it runs"),
        traffic=("1000", "bytes/s", "monitoring and updates alone cause about as much"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """PASSED for members of groups: their number is the group's to decide."""
    if instance.state != "running" or instance.managed_by or instance.lifecycle != "on-demand":
        return PASSED
    look.old_enough(instance)
    cpu = look.digest(instance, "CPUUtilization")
    if cpu.p95 is None or cpu.max is None:
        raise NotKnown("CPUUtilization has no percentile")
    traffic = _rate(instance, look, "NetworkIn") + _rate(instance, look, "NetworkOut")
    if (
        cpu.p95 > look.setting("cpu")
        or cpu.max > look.setting("peak")
        or traffic > look.setting("traffic")
    ):
        return PASSED
    return Failed(
        why=f"CPU stayed at or below {cpu.p95:.1f} % for 95 % of {META.window_days} days and "
        f"{cpu.max:.1f} % at most, with {traffic:.0f} bytes a second of traffic.",
        now=(instance_line(instance),),
    )


def _rate(instance: Resource, look: Look, metric: str) -> Decimal:
    found = look.digest(instance, metric).avg
    if found is None:
        raise NotKnown(f"{metric} has no average")
    return found
