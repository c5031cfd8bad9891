"""Every instance of a group would fit a smaller or cheaper type: its template is changed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from costgov.checks._groups import running_members
from costgov.checks._instance_sizing import (
    facts,
    measured_members,
    on_empty_credits,
    options,
    smaller,
)
from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Option, Verdict
from costgov.domain.resources import Resource
from costgov.domain.sizing import cheapest, most_needed

META: Final = Meta(
    id="autoscaling_group_oversized",
    title="Auto Scaling group runs larger instances than its load needs",
    why="Each instance of a group is charged by its size, and all are started from one template.",
    kinds=("AWS::AutoScaling::AutoScalingGroup",),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("autoscaling:DescribeAutoScalingGroups",),
    docs="https://docs.aws.amazon.com/autoscaling/ec2/userguide/start-instance-refresh.html",
    thresholds=thresholds(
        least_percent=("10", "%", "savings below this share of the price are not worth the change"),
    ),
)
_REFRESH: Final = (
    "change the launch template and refresh the instances a few at a time",
    "keep the scaling policy's target: it is a share of what each instance has",
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """UNKNOWN where its instances are of several types, or fewer than half were measured."""
    if group.managed_by:
        return PASSED
    running = running_members(group, look)
    if not running:
        return PASSED
    found = measured_members(running, look)
    first = max(found, key=lambda one: one.needed.vcpus)
    if any(on_empty_credits(one.instance, one.present) for one in found):
        return PASSED
    cheaper = smaller(first, look, look.setting("least_percent"))
    needed = most_needed([one.needed for one in found])
    best = _of_all(options(first, cheapest(cheaper, first.present, needed)), len(running))
    if not best:
        return PASSED
    return Failed(
        why=f"{len(running)} instances of {first.present.name} need {needed.vcpus:.2f} of "
        f"{first.present.vcpus} vCPU and {needed.memory_gib:.1f} of "
        f"{first.present.memory_gib:g} GiB each: {best[0].name} is enough.",
        now=_times((instance_line(first.instance),), len(running)),
        then=best[0].then,
        facts=facts(first, look) | {"judged": f"{len(found)} of {len(running)} instances"},
        options=best,
    )


def _of_all(found: Iterable[Option], members: int) -> tuple[Option, ...]:
    """The options for as many instances as run now; the risk is that of the busiest."""
    return tuple(
        replace(
            one,
            then=_times(one.then, members),
            before_doing=(*_REFRESH, *one.before_doing),
        )
        for one in found
    )


def _times(lines: tuple[Line, ...], number: int) -> tuple[Line, ...]:
    return tuple(Line(line.key, line.quantity * number) for line in lines)
