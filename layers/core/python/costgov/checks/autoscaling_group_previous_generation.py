"""A group that starts instances of a previous generation."""

from typing import Final

from costgov.checks._families import family_of, same_size
from costgov.checks._groups import GROUP, running_members
from costgov.checks._instances import instance_key
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.domain.sizing import Candidate

META: Final = Meta(
    id="autoscaling_group_previous_generation",
    title="Auto Scaling group of a previous generation",
    why="All instances of a group are started from one template, which can name a cheaper type.",
    kinds=(GROUP,),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances"),
    docs="https://aws.amazon.com/ec2/previous-generation/",
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """Of the members on demand; UNKNOWN where their type is not described."""
    if group.managed_by:
        return PASSED
    now, then, names = [], [], set()
    for one in running_members(group, look):
        present = look.catalogue.get(one.instance_type or "", one.region)
        if one.lifecycle != "on-demand" or present.current:
            continue
        found = min(same_size(one, look), key=_newest, default=None)
        if found is not None:
            names.add(f"{present.name} → {found.type.name}")
            now.append(Line(instance_key(one), HOURS_A_MONTH))
            then.append(Line(instance_key(one, found.type.name), HOURS_A_MONTH))
    if not now:
        return PASSED
    return Failed(
        why=f"{len(now)} instances are of a previous generation: {', '.join(sorted(names))}.",
        now=tuple(now),
        then=tuple(then),
    )


def _newest(one: Candidate) -> tuple[int, object]:
    family = family_of(one.type.name)
    return (-family.generation if family else 0, one.hourly)
