"""MSK clusters of provisioned brokers, and the brokers, which are what is measured."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import Item, MetricSpec, Place, Source, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

CLUSTER: Final = "AWS::MSK::Cluster"
BROKER: Final = "AWS::MSK::Broker"
_CLUSTERS: Final = "kafka:ListClustersV2"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for cluster in reader.each(_CLUSTERS, "ClusterInfoList", ClusterTypeFilter="PROVISIONED"):
        provisioned = cluster.get("Provisioned") or {}
        yield _cluster(cluster, provisioned, place)
        # Brokers are numbered from 1, and told by no listing without a call for each cluster.
        for number in range(1, int(provisioned.get("NumberOfBrokerNodes", 0)) + 1):
            yield place.resource(
                BROKER,
                f"{cluster['ClusterName']}/{number}",
                f"{cluster['ClusterArn']}/broker/{number}",
                state=cluster.get("State", "ACTIVE"),
                created=cluster.get("CreationTime"),
                managed_by=cluster["ClusterArn"],
                attributes={"ClusterName": cluster["ClusterName"], "BrokerId": number},
            )


def _cluster(cluster: Item, provisioned: Item, place: Place) -> Resource:
    group = provisioned.get("BrokerNodeGroupInfo") or {}
    volume = (group.get("StorageInfo") or {}).get("EbsStorageInfo") or {}
    attributes = {
        "NumberOfBrokerNodes": provisioned.get("NumberOfBrokerNodes"),
        "VolumeSize": volume.get("VolumeSize"),
    }
    return place.resource(
        CLUSTER,
        cluster["ClusterName"],
        cluster["ClusterArn"],
        state=cluster.get("State", "ACTIVE"),
        size=group.get("InstanceType"),
        created=cluster.get("CreationTime"),
        tags=tags_of(cluster),
        attributes={name: value for name, value in attributes.items() if value is not None},
    )


def _dimensions(broker: Resource) -> dict[str, str]:
    return {
        "Cluster Name": str(broker.attributes["ClusterName"]),
        "Broker ID": str(broker.attributes["BrokerId"]),
    }


SOURCE: Final = Source(
    name="msk",
    kinds=(CLUSTER, BROKER),
    calls=(_CLUSTERS,),
    fetch=_fetch,
    metrics=tuple(
        MetricSpec(BROKER, "AWS/Kafka", name, "Bytes/Second", _dimensions)
        for name in ("BytesInPerSec", "BytesOutPerSec")
    ),
)
