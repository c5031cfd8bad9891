"""A group that replaces its instances anyway could run part of them on Spot."""

from decimal import ROUND_FLOOR, Decimal
from typing import Final

from costgov.checks._environments import not_production
from costgov.checks._groups import running_members
from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="autoscaling_group_spot_candidate",
    title="Auto Scaling group could run part of its instances on Spot",
    why="Spot costs a fraction of the on-demand price for instances that may be interrupted.",
    kinds=("AWS::AutoScaling::AutoScalingGroup",),
    action=Action.RATE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.HIGH,
    reversible=True,
    iam=("autoscaling:DescribeAutoScalingGroups",),
    docs="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html",
    thresholds=thresholds(
        least=("2", "instances", "a group of fewer has none to spare"),
        share=("0.5", "share", "of the instances above the base that may run on Spot"),
        share_of_trials=("1", "share", "the same, where a tag says that it is not production"),
        base=("1", "instances", "that stay on demand whatever happens"),
    ),
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """UNKNOWN where Spot prices have not been read; a group that never scales passes."""
    if group.managed_by or not _replaceable(group):
        return PASSED
    running = running_members(group, look)
    demanded = [one for one in running if one.lifecycle == "on-demand"]
    if len(running) < look.setting("least") or len(demanded) < len(running):
        return PASSED
    if len({one.instance_type for one in demanded}) > 1:
        raise NotKnown("its instances are of several types, each with its own price")
    number = _on_spot(group, look, len(demanded))
    if number < 1:
        return PASSED
    now = instance_line(demanded[0])
    spot = f"ec2.spot/{demanded[0].instance_type}/{now.key.rpartition('/')[2]}"
    hourly, cheaper = (look.price(key, group).amount for key in (now.key, spot))
    if cheaper >= hourly:
        return PASSED
    return Failed(
        why=f"{number} of {len(demanded)} instances could run on Spot at {cheaper} instead of "
        f"{hourly} an hour.",
        now=(Line(now.key, number * HOURS_A_MONTH),),
        then=(Line(spot, number * HOURS_A_MONTH),),
        facts={
            "stays on demand": f"{len(demanded) - number} instances",
            "interruptions": "how often is told by no API: name several types in the group, so "
            "that one running short does not stop all",
        },
    )


def _replaceable(group: Resource) -> bool:
    """Whether its instances come and go: it scales by a policy, or is there for trying out."""
    return bool(group.attributes.get("HasPolicy")) or not_production(group) is not None


def _on_spot(group: Resource, look: Look, running: int) -> int:
    trial = not_production(group) is not None
    share = look.setting("share_of_trials" if trial else "share")
    above = Decimal(running) - look.setting("base")
    return int((above * share).to_integral_value(rounding=ROUND_FLOOR))
