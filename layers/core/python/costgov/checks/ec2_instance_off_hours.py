"""An instance outside production that nobody uses at night or on weekends."""

from typing import Final

from costgov.checks._environments import not_production
from costgov.checks._instances import instance_key, instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.capacity_use import HOURS_OF_WEEK
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ec2_instance_off_hours",
    title="EC2 instance outside production runs while nobody uses it",
    why="An instance that is stopped for the night and the weekend is charged for a third.",
    kinds=("AWS::EC2::Instance",),
    action=Action.SCHEDULE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeInstances", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html",
    metrics=("CPUUtilization",),
    window_days=14,
    thresholds=thresholds(
        idle=("5", "%", "hours of the week with no more CPU on average are unused"),
        busy=("2", "times", "of that, which its busiest hour must reach to tell use from rest"),
        hours=("60", "hours/week", "fewer unused hours are not worth a schedule"),
        margin=("1", "hours", "kept on before and after each time that it is used"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """PASSED unless its tags say that it is not production; UNKNOWN without a whole week."""
    environment = not_production(instance)
    if instance.state != "running" or instance.managed_by or environment is None:
        return PASSED
    if instance.lifecycle != "on-demand":
        return PASSED
    use = look.digest(instance, "CPUUtilization").use
    if use is None:
        raise NotKnown("CPUUtilization was read without its profile")
    week = [hour for hour in use.week if hour is not None]
    if len(week) < HOURS_OF_WEEK:
        raise NotKnown(f"only {len(week)} of {HOURS_OF_WEEK} hours of the week were measured")
    idle = look.setting("idle")
    if max(week) < idle * look.setting("busy"):
        return PASSED
    margin = int(look.setting("margin"))
    needed = {
        (hour + shift) % HOURS_OF_WEEK
        for hour, load in enumerate(week)
        if load > idle
        for shift in range(-margin, margin + 1)
    }
    unused = HOURS_OF_WEEK - len(needed)
    if unused < look.setting("hours"):
        return PASSED
    now = instance_line(instance)
    kept = now.quantity * len(needed) / HOURS_OF_WEEK
    return Failed(
        why=f"Its CPU is at or below {idle} % in {unused} hours of the week, its busiest hour "
        f"at {max(week)} %; its environment is {environment}.",
        now=(now,),
        then=(Line(instance_key(instance), kept),),
        facts={"needed": f"{len(needed)} hours of the week"},
    )
