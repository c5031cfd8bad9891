"""A group whose size never changes, and whose members have little to do."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from costgov.checks._groups import GROUP, running_members
from costgov.checks._instances import instance_key
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="autoscaling_group_fixed_size",
    title="Auto Scaling group of a fixed size with little to do",
    why="A group that may not shrink is charged for its busiest day on every other day too.",
    kinds=(GROUP,),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances"),
    docs="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html",
    thresholds=thresholds(
        target=("60", "%", "CPU that members may have in 95 % of the time"),
        least=("2", "instances", "that stay in any case, one in each of two zones"),
    ),
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """PASSED where it may grow or shrink; UNKNOWN where members differ or are not measured."""
    if group.managed_by or look.number(group, "MinSize") != look.number(group, "MaxSize"):
        return PASSED
    members = running_members(group, look)
    least = look.setting("least")
    if len(members) <= least:
        return PASSED
    keys = {instance_key(one) for one in members if one.lifecycle == "on-demand"}
    if len(keys) != 1:
        raise NotKnown("its instances are not all of one type, on demand")
    load = sum((_load(one, look) for one in members), Decimal(0))
    needed = max((load / look.setting("target")).to_integral_value(ROUND_CEILING), least)
    if needed >= len(members):
        return PASSED
    [key] = keys
    return Failed(
        why=f"It always has {len(members)} instances, which use {load / len(members):.0f} % of "
        f"their CPU at most in 95 % of the time: {needed} would use up to "
        f"{load / needed:.0f} %.",
        now=(Line(key, HOURS_A_MONTH * len(members)),),
        then=(Line(key, HOURS_A_MONTH * needed),),
        facts={"first": "let it grow again by a scaling policy before it shrinks"},
    )


def _load(instance: Resource, look: Look) -> Decimal:
    found = look.digest(instance, "CPUUtilization").p95
    if found is None:
        raise NotKnown("CPUUtilization has no percentile")
    return found
