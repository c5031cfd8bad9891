"""ECS clusters, the services on them and what their tasks are given."""

from collections.abc import Iterator, Mapping
from itertools import batched
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import Item, MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

CLUSTER: Final = "AWS::ECS::Cluster"
SERVICE: Final = "AWS::ECS::Service"
_CLUSTERS: Final = ("ecs:ListClusters", "ecs:DescribeClusters")
_SERVICES: Final = ("ecs:ListServices", "ecs:DescribeServices")
_HOSTS: Final = ("ecs:ListContainerInstances", "ecs:DescribeContainerInstances")
_TASK: Final = "ecs:DescribeTaskDefinition"
_TARGETS: Final = "application-autoscaling:DescribeScalableTargets"
_NAMESPACE: Final = "AWS/ECS"
# The most that one call describes.
_CLUSTERS_AT_ONCE: Final = 100
_SERVICES_AT_ONCE: Final = 10
_HOSTS_AT_ONCE: Final = 100


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    scaled = {
        one["ResourceId"]: kept(one, "MinCapacity", "MaxCapacity")
        for one in reader.each(_TARGETS, "ScalableTargets", ServiceNamespace="ecs")
    }
    tasks = _Tasks(reader)
    for arns in batched(reader.each(_CLUSTERS[0], "clusterArns"), _CLUSTERS_AT_ONCE, strict=False):
        described = reader.each(_CLUSTERS[1], "clusters", clusters=[*arns], include=["TAGS"])
        for cluster in described:
            yield _cluster(reader, place, cluster)
            for service in _services(reader, cluster["clusterArn"]):
                yield _service(place, cluster, service, tasks, scaled)


def _cluster(reader: Reader, place: Place, cluster: Item) -> Resource:
    hosts = _hosts(reader, cluster["clusterArn"], cluster["registeredContainerInstancesCount"])
    return place.resource(
        CLUSTER,
        cluster["clusterName"],
        cluster["clusterArn"],
        state=cluster["status"],
        tags=tags_of(cluster, "tags"),
        attributes=kept(cluster, "registeredContainerInstancesCount", "runningTasksCount")
        | {"Hosts": hosts},
    )


def _hosts(reader: Reader, cluster: str, number: int) -> list[JsonValue]:
    """Its container instances; nobody is asked where there are none."""
    if not number:
        return []
    arns = reader.each(_HOSTS[0], "containerInstanceArns", cluster=cluster)
    hosts: list[JsonValue] = []
    for some in batched(arns, _HOSTS_AT_ONCE, strict=False):
        for host in reader.each(
            _HOSTS[1], "containerInstances", cluster=cluster, containerInstances=[*some]
        ):
            attributes = {one["name"]: one.get("value") for one in host.get("attributes", ())}
            size = attributes.get("ecs.instance-type")
            hosts.append(kept(host, "ec2InstanceId") | {"instanceType": size})
    return hosts


def _services(reader: Reader, cluster: str) -> Iterator[Item]:
    arns = reader.each(_SERVICES[0], "serviceArns", cluster=cluster)
    for some in batched(arns, _SERVICES_AT_ONCE, strict=False):
        yield from reader.each(
            _SERVICES[1], "services", cluster=cluster, services=[*some], include=["TAGS"]
        )


def _service(
    place: Place,
    cluster: Item,
    service: Item,
    tasks: "_Tasks",
    scaled: Mapping[str, dict[str, JsonValue]],
) -> Resource:
    name = f"{cluster['clusterName']}/{service['serviceName']}"
    target = scaled.get(f"service/{name}")
    return place.resource(
        SERVICE,
        name,
        service["serviceArn"],
        state=service["status"],
        created=service.get("createdAt"),
        tags=tags_of(service, "tags"),
        attributes=kept(
            service,
            *("launchType", "capacityProviderStrategy", "desiredCount", "runningCount"),
            "schedulingStrategy",
        )
        # What another deployment controller starts has its definitions in task sets.
        | (tasks.described(service["taskDefinition"]) if "taskDefinition" in service else {})
        | {"ScalableTarget": {**target} if target is not None else None},
    )


class _Tasks:
    """What tasks are given, asked once for each task definition that a service runs."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, dict[str, JsonValue]] = {}

    def described(self, arn: str) -> dict[str, JsonValue]:
        if arn not in self._known:
            found = self._reader.one(_TASK, taskDefinition=arn) or {}
            self._known[arn] = kept(
                found.get("taskDefinition", {}), "cpu", "memory", "runtimePlatform"
            )
        return self._known[arn]


def _of_service(service: Resource) -> dict[str, str]:
    cluster, _, name = service.id.partition("/")
    return {"ClusterName": cluster, "ServiceName": name}


def _of_cluster(cluster: Resource) -> dict[str, str] | None:
    # Reservations are published of clusters with container instances only.
    hosts = cluster.attributes["registeredContainerInstancesCount"]
    return {"ClusterName": cluster.id} if hosts else None


SOURCE: Final = Source(
    name="ecs",
    kinds=(CLUSTER, SERVICE),
    calls=(*_CLUSTERS, *_SERVICES, *_HOSTS, _TASK, _TARGETS),
    fetch=_fetch,
    metrics=(
        MetricSpec(SERVICE, _NAMESPACE, "CPUUtilization", "Percent", _of_service),
        MetricSpec(SERVICE, _NAMESPACE, "MemoryUtilization", "Percent", _of_service),
        MetricSpec(CLUSTER, _NAMESPACE, "CPUReservation", "Percent", _of_cluster),
        MetricSpec(CLUSTER, _NAMESPACE, "MemoryReservation", "Percent", _of_cluster),
    ),
)
