"""EMR clusters that run, and the instances they run on."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

CLUSTER: Final = "AWS::EMR::Cluster"
_LIST: Final = "emr:ListClusters"
# Both for each cluster that runs, of which there are few at a time.
_CLUSTER: Final = "emr:DescribeCluster"
_INSTANCES: Final = "emr:ListInstances"
_RUNS: Final = ("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING")


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for listed in reader.each(_LIST, "Clusters", ClusterStates=[*_RUNS]):
        name = listed["Id"]
        answer = reader.one(_CLUSTER, ClusterId=name) or {}
        cluster = answer.get("Cluster") or {}
        status = listed.get("Status") or {}
        arn = listed.get("ClusterArn", place.arn("elasticmapreduce", f"cluster/{name}"))
        yield place.resource(
            CLUSTER,
            name,
            arn,
            state=status.get("State", "RUNNING"),
            created=(status.get("Timeline") or {}).get("CreationDateTime"),
            tags=tags_of(cluster),
            attributes=kept(cluster, "Name", "ReleaseLabel", "AutoTerminate")
            | {
                "Instances": _instances(reader, name),
                "Applications": [one["Name"] for one in cluster.get("Applications", ())],
            },
        )


def _instances(reader: Reader, cluster: str) -> JsonValue:
    """How many instances of each type and market run, of groups and fleets alike."""
    running = reader.each(
        _INSTANCES, "Instances", ClusterId=cluster, InstanceStates=["BOOTSTRAPPING", "RUNNING"]
    )
    counted = Counter(
        (str(one["InstanceType"]), str(one.get("Market", "ON_DEMAND"))) for one in running
    )
    return [
        {"InstanceType": size, "Market": market, "Count": number}
        for (size, market), number in sorted(counted.items())
    ]


def _dimensions(cluster: Resource) -> dict[str, str]:
    return {"JobFlowId": cluster.id}


SOURCE: Final = Source(
    name="emr",
    kinds=(CLUSTER,),
    calls=(_LIST, _CLUSTER, _INSTANCES),
    fetch=_fetch,
    metrics=(
        # 1 while nothing runs: its least says whether it was idle all the time.
        MetricSpec(
            CLUSTER, "AWS/ElasticMapReduce", "IsIdle", "None", _dimensions, reading="stock", days=3
        ),
    ),
)
