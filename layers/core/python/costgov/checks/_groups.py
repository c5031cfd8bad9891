"""Auto Scaling groups and the instances they started, shared by the checks of groups."""

from typing import Final

from costgov.checks.contract import Look
from costgov.domain.resources import INSTANCE, Resource

GROUP: Final = "AWS::AutoScaling::AutoScalingGroup"
_TAG: Final = "aws:autoscaling:groupName"


def running_members(group: Resource, look: Look) -> list[Resource]:
    """The running instances that a group started."""
    found = look.estate.related(INSTANCE, _groups, f"{group.region}/{group.id}")
    return [one for one in found if one.state == "running"]


def _groups(instance: Resource) -> tuple[str, ...]:
    name = instance.tags.get(_TAG)
    return (f"{instance.region}/{name}",) if name else ()
