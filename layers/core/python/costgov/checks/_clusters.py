"""Which clusters nobody uses, whatever engine they run."""

from typing import Final

from costgov.checks._rds import members
from costgov.checks.contract import Look
from costgov.domain.resources import Resource

_STANDS_BY: Final = ("ReplicationSourceIdentifier", "GlobalClusterIdentifier")


def idle_instances(
    cluster: Resource, look: Look, kind: str, metric: str, setting: str
) -> list[Resource]:
    """The members of a cluster if none of them was used more than the setting says, else none.

    None of a cluster that copies another one, or belongs to a global database: it stands by for
    the failure of a region.

    Raises:
        NotKnown: a member was not listed, not measured, or is too young.
    """
    if any(cluster.attributes.get(name) for name in _STANDS_BY):
        return []
    found = members(cluster, look, kind)
    look.old_enough(cluster)
    most = [look.digest(one, metric).max for one in found]
    used = any(one is None or one > look.setting(setting) for one in most)
    return [] if used else found
