"""Which clusters nobody uses, whatever engine they run."""

from costgov.checks._rds import members
from costgov.checks.contract import Look
from costgov.domain.resources import Resource


def idle_instances(
    cluster: Resource, look: Look, kind: str, metric: str, setting: str
) -> list[Resource]:
    """The members of a cluster if none of them was used more than the setting says, else none.

    Raises:
        NotKnown: a member was not listed, not measured, or is too young.
    """
    found = members(cluster, look, kind)
    look.old_enough(cluster)
    most = [look.digest(one, metric).max for one in found]
    used = any(one is None or one > look.setting(setting) for one in most)
    return [] if used else found
