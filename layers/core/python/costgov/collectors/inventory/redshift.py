"""Redshift clusters, and whether something pauses them."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

CLUSTER: Final = "AWS::Redshift::Cluster"
_CLUSTERS: Final = "redshift:DescribeClusters"
_ACTIONS: Final = "redshift:DescribeScheduledActions"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    clusters = list(reader.each(_CLUSTERS, "Clusters"))
    paused = _pauses(reader) if clusters else set()
    for cluster in clusters:
        name = cluster["ClusterIdentifier"]
        yield place.resource(
            CLUSTER,
            name,
            place.arn("redshift", f"cluster:{name}"),
            state=cluster.get("ClusterStatus", "available"),
            size=cluster.get("NodeType"),
            created=cluster.get("ClusterCreateTime"),
            tags=tags_of(cluster),
            attributes=kept(cluster, "NumberOfNodes", "MultiAZ")
            | {"HasPauseSchedule": name in paused},
        )


def _pauses(reader: Reader) -> set[str]:
    """The clusters that an active scheduled action pauses."""
    found = set()
    for action in reader.each(_ACTIONS, "ScheduledActions", Active=True):
        pause = (action.get("TargetAction") or {}).get("PauseCluster")
        if pause:
            found.add(pause["ClusterIdentifier"])
    return found


def _dimensions(cluster: Resource) -> dict[str, str] | None:
    # A paused cluster publishes nothing.
    return {"ClusterIdentifier": cluster.id} if cluster.state != "paused" else None


SOURCE: Final = Source(
    name="redshift",
    kinds=(CLUSTER,),
    calls=(_CLUSTERS, _ACTIONS),
    fetch=_fetch,
    metrics=(
        MetricSpec(CLUSTER, "AWS/Redshift", "CPUUtilization", "Percent", _dimensions),
        MetricSpec(CLUSTER, "AWS/Redshift", "DatabaseConnections", "Count", _dimensions),
    ),
)
