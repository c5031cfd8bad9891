"""MemoryDB clusters."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

CLUSTER: Final = "AWS::MemoryDB::Cluster"
_CLUSTERS: Final = "memorydb:DescribeClusters"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    clusters = list(reader.each(_CLUSTERS, "Clusters", ShowShardDetails=True))
    tags = tags_by_arn(reader, "memorydb:cluster") if clusters else {}
    for cluster in clusters:
        nodes = [node for shard in cluster.get("Shards") or () for node in shard.get("Nodes") or ()]
        created = [node["CreateTime"] for node in nodes if "CreateTime" in node]
        attributes = kept(cluster, "Engine", "EngineVersion")
        if nodes:
            attributes["NumberOfNodes"] = len(nodes)
        yield place.resource(
            CLUSTER,
            cluster["Name"],
            cluster["ARN"],
            state=cluster.get("Status", "available"),
            size=cluster.get("NodeType"),
            # Only nodes say when they were made.
            created=min(created, default=None),
            tags=tags.get(cluster["ARN"]),
            attributes=attributes,
        )


def _dimensions(cluster: Resource) -> dict[str, str]:
    return {"ClusterName": cluster.id}


SOURCE: Final = Source(
    name="memorydb",
    kinds=(CLUSTER,),
    calls=(_CLUSTERS, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(CLUSTER, "AWS/MemoryDB", "CurrConnections", "Count", _dimensions),
        *(
            MetricSpec(CLUSTER, "AWS/MemoryDB", name, "Count", _dimensions, reading="count")
            for name in ("KeyspaceHits", "KeyspaceMisses", "SetTypeCmds")
        ),
    ),
)
