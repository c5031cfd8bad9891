"""A burstable instance that pays extra for more CPU than its size comes with."""

from typing import Final

from costgov.checks._instance_sizing import rungs
from costgov.checks._instances import instance_key, instance_line
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_instance_surplus_credits",
    title="Burstable instance pays for surplus CPU credits",
    why="In unlimited mode each vCPU-hour beyond what was earned is charged on top.",
    kinds=("AWS::EC2::Instance",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html",
    metrics=("CPUSurplusCreditsCharged",),
    window_days=14,
    thresholds=thresholds(
        hours=("10", "vCPU-hours/month", "less is what unlimited mode is meant for"),
    ),
)
_CREDITS_AN_HOUR: Final = 60


def evaluate(instance: Resource, look: Look) -> Verdict:
    """A type with a whole processor where that costs less, else the mode without surplus."""
    if instance.state != "running" or instance.lifecycle != "on-demand":
        return PASSED
    present = look.catalogue.get(instance.instance_type or "", instance.region)
    if not present.burstable:
        return PASSED
    hours = in_a_month(look, instance, "CPUSurplusCreditsCharged") / _CREDITS_AN_HOUR
    if hours < look.setting("hours"):
        return PASSED
    system = instance_key(instance).rpartition("/")[2]
    surplus = Line(f"ec2.cpu-credits/CPUCredits:{present.family}/{system}", hours)
    now = (instance_line(instance), surplus)
    paid = look.price(instance_key(instance), instance).amount * HOURS_A_MONTH
    paid += look.price(surplus.key, instance).amount * hours
    fixed = next(
        (
            one
            for one in rungs(instance, look)
            if not one.type.burstable
            and one.type.current
            and one.type.architecture == present.architecture
            and one.type.vcpus >= present.vcpus
            and one.type.memory_gib >= present.memory_gib
            and one.hourly * HOURS_A_MONTH < paid
        ),
        None,
    )
    why = f"{hours:.0f} vCPU-hours of surplus credits are charged a month"
    if fixed is None:
        return Failed(
            why=f"{why}; in standard mode it would be slowed down instead.",
            now=now,
            then=(instance_line(instance),),
            facts={"first": "make sure that whoever uses it can wait"},
        )
    return Failed(
        why=f"{why}; {fixed.type.name} costs less than both together, and has no limit.",
        now=now,
        then=(instance_line(instance, fixed.type.name),),
    )
