"""ECS and EKS of the organisation."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

type Place = tuple[str, str]

SHOP: Place = ("production", "us-east-1")
DATA: Place = ("data-platform", "us-east-1")
LAB: Place = ("development", "us-west-2")


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it is paid for nothing."""
    yield from _shop_services(now)
    yield from _lab_services(now)
    yield from _clusters_on_instances()
    yield from _kubernetes(now)


def _arn(service: str, place: Place, rest: str) -> str:
    return f"arn:aws:{service}:{place[1]}:{ACCOUNTS[place[0]].id}:{rest}"


def _tags(environment: str) -> list[dict[str, str]]:
    return [{"key": "Team", "value": "platform"}, {"key": "Environment", "value": environment}]


def _cluster(place: Place, name: str, hosts: int = 0, tasks: int = 0) -> dict[str, Any]:
    return {
        "clusterArn": _arn("ecs", place, f"cluster/{name}"),
        "clusterName": name,
        "status": "ACTIVE",
        "registeredContainerInstancesCount": hosts,
        "runningTasksCount": tasks,
        "pendingTasksCount": 0,
        "tags": _tags("production"),
    }


def _clusters(place: Place, clusters: Sequence[Mapping[str, Any]]) -> Iterator[Told]:
    arns = [one["clusterArn"] for one in clusters]
    yield Listed("ecs", "ListClusters", *place, items=arns)
    yield Listed("ecs", "DescribeClusters", *place, items=clusters)


def _services(
    place: Place, cluster: str, environment: str, services: Sequence[Mapping[str, Any]]
) -> Iterator[Told]:
    """Services on Fargate; each is its name, tasks, vCPU units, MiB, architecture, made when."""
    arn = _arn("ecs", place, f"cluster/{cluster}")
    items = [
        {
            "serviceArn": _arn("ecs", place, f"service/{cluster}/{one['name']}"),
            "serviceName": one["name"],
            "clusterArn": arn,
            "status": "ACTIVE",
            "launchType": "FARGATE",
            "schedulingStrategy": "REPLICA",
            "desiredCount": one["tasks"],
            "runningCount": one["tasks"],
            "taskDefinition": _arn("ecs", place, f"task-definition/{one['name']}:1"),
            "createdAt": one["made"],
            "tags": _tags(environment),
        }
        for one in services
    ]
    where = {"cluster": arn}
    arns = [one["serviceArn"] for one in items]
    yield Listed("ecs", "ListServices", *place, items=arns, where=where)
    yield Listed("ecs", "DescribeServices", *place, items=items, where=where)
    for one in services:
        task = {
            "taskDefinitionArn": _arn("ecs", place, f"task-definition/{one['name']}:1"),
            "family": one["name"],
            "cpu": one["cpu"],
            "memory": one["memory"],
            "runtimePlatform": {
                "operatingSystemFamily": "LINUX",
                "cpuArchitecture": one["architecture"],
            },
        }
        yield Listed("ecs", "DescribeTaskDefinition", *place, items=[task])


def _used(
    place: Place, cluster: str, service: str, cpu: float, low: float | None = None
) -> Iterator[Told]:
    dimensions = {"ClusterName": cluster, "ServiceName": service}
    for name, level, quiet in (("CPUUtilization", cpu, low), ("MemoryUtilization", 72.0, None)):
        yield Measured(
            "AWS/ECS",
            name,
            dimensions,
            *place,
            level=level,
            low=quiet,
            profile="office",
            unit="Percent",
        )


def _shop_services(now: datetime) -> Iterator[Told]:
    made = now - timedelta(days=420)
    small = {"cpu": "256", "memory": "512", "architecture": "ARM64", "made": made}
    large = {"cpu": "1024", "memory": "2048", "architecture": "ARM64", "made": made}
    services = [
        {"name": "storefront", "tasks": 4, **large},
        {"name": "search", "tasks": 4, **large, "architecture": "X86_64"},
        {"name": "catalog", "tasks": 8, **large},
        {"name": "legacy-admin", "tasks": 2, **small},
    ]
    yield from _services(SHOP, "shop", "production", services)
    scaled = [
        {
            "ServiceNamespace": "ecs",
            "ResourceId": f"service/shop/{one}",
            "ScalableDimension": "ecs:service:DesiredCount",
            "MinCapacity": 2,
            "MaxCapacity": 12,
            "RoleARN": _arn("iam", SHOP, "role/autoscaling"),
            "CreationTime": made,
        }
        for one in ("storefront", "search")
    ]
    yield Listed("application-autoscaling", "DescribeScalableTargets", *SHOP, items=scaled)
    yield from _used(SHOP, "shop", "storefront", 75.0, 55.0)
    yield from _used(SHOP, "shop", "search", 75.0, 55.0)
    yield from _used(SHOP, "shop", "catalog", 75.0, 5.0)
    yield from _used(SHOP, "shop", "legacy-admin", 0.3)
    # 4 vCPU x 730 x (0.04048 - 0.03238) and 8 GB x 730 x (0.004445 - 0.00356).
    yield Truth("ecs_service_fargate_arm64", "shop/search", Decimal("28.82"))
    # An average of 5 + 70 x 10.28 / 24 = 34.98 % needs 4.664 of 8 tasks at 60 %; each task costs
    # 730 x (0.03238 + 2 x 0.00356) = 28.835.
    yield Truth("ecs_service_without_autoscaling", "shop/catalog", Decimal("96.18"))
    # 0.5 vCPU and 1 GB for 730 hours.
    yield Truth("ecs_service_idle", "shop/legacy-admin", Decimal("14.42"))


def _lab_services(now: datetime) -> Iterator[Told]:
    yield from _clusters(LAB, [_cluster(LAB, "dev", tasks=2)])
    service = {
        "name": "preview",
        "tasks": 2,
        "cpu": "1024",
        "memory": "2048",
        "architecture": "ARM64",
        "made": now - timedelta(days=200),
    }
    yield from _services(LAB, "dev", "dev", [service])
    yield from _used(LAB, "dev", "preview", 75.0, 55.0)
    # Half of 2 x 730 x (0.03238 + 2 x 0.00356).
    yield Truth("ecs_service_fargate_spot", "dev/preview", Decimal("28.84"))


def _clusters_on_instances() -> Iterator[Told]:
    """One that is full, one of which half would do, one that holds nothing."""
    shop = [
        _cluster(SHOP, "shop", tasks=18),
        _cluster(SHOP, "web-ec2", hosts=2, tasks=9),
        _cluster(SHOP, "workers", hosts=4, tasks=5),
    ]
    yield from _clusters(SHOP, shop)
    yield from _clusters(DATA, [_cluster(DATA, "batch-ecs", hosts=3)])
    for place, name, size, hosts, reserved in (
        (SHOP, "web-ec2", "m6i.large", 2, 70.0),
        (SHOP, "workers", "c6i.xlarge", 4, 30.0),
        (DATA, "batch-ecs", "m6i.large", 3, 0.0),
    ):
        yield from _hosts(place, name, size, hosts)
        for metric in ("CPUReservation", "MemoryReservation"):
            yield Measured(
                "AWS/ECS", metric, {"ClusterName": name}, *place, level=reserved, unit="Percent"
            )
    # 30 % of 4 at 80 % each are 1.5, so two of four may go: 2 x 730 x 0.17.
    yield Truth("ecs_cluster_underused", "workers", Decimal("248.20"))
    # 3 x 730 x 0.096.
    yield Truth("ecs_cluster_empty", "batch-ecs", Decimal("210.24"))


def _hosts(place: Place, cluster: str, size: str, number: int) -> Iterator[Told]:
    where = {"cluster": _arn("ecs", place, f"cluster/{cluster}")}
    hosts = [
        {
            "containerInstanceArn": _arn("ecs", place, f"container-instance/{cluster}/h{n}"),
            "ec2InstanceId": f"i-0ecs{cluster.replace('-', '')}{n}",
            "status": "ACTIVE",
            "attributes": [{"name": "ecs.instance-type", "value": size}],
        }
        for n in range(number)
    ]
    arns = [one["containerInstanceArn"] for one in hosts]
    yield Listed("ecs", "ListContainerInstances", *place, items=arns, where=where)
    yield Listed("ecs", "DescribeContainerInstances", *place, items=hosts, where=where)


def _kubernetes(now: datetime) -> Iterator[Told]:
    ends = {
        "1.31": datetime(2025, 11, 26, tzinfo=UTC),
        "1.34": datetime(2026, 12, 2, tzinfo=UTC),
    }
    versions = [
        {"clusterVersion": version, "endOfStandardSupportDate": end}
        for version, end in ends.items()
    ]
    yield Listed("eks", "DescribeClusterVersions", "", "", items=versions)
    yield from _eks(now, SHOP, {"shop-eks": "1.34"})
    yield from _eks(now, DATA, {"analytics-eks": "1.31"})
    yield from _eks(now, LAB, {"dev-eks": "1.34", "sandbox-eks": "1.34"})
    yield from _node_groups(now, SHOP, "shop-eks", [("web", "m6g.large", 2, 6)])
    analytics = [("spark", "m6g.large", 4, 4), ("old", "m4.large", 1, 5)]
    yield from _node_groups(now, DATA, "analytics-eks", analytics)
    yield from _node_groups(now, LAB, "dev-eks", [("general", "m6g.large", 1, 4)], "dev")
    # Extended support is charged beside the cluster: 730 x 0.50.
    yield Truth("eks_cluster_extended_support", "analytics-eks", Decimal("365.00"))
    yield Truth("eks_cluster_idle", "sandbox-eks", Decimal("73.00"))  # 730 x 0.10
    yield Truth("eks_nodegroup_fixed_size", "analytics-eks/spark", None)
    # Two m4.large (0.10) as m6a.large (0.0864), or as m6g.large (0.077).
    old = "analytics-eks/old"
    yield Truth("eks_nodegroup_previous_generation", old, Decimal("19.86"))
    yield Truth("eks_nodegroup_arm64", old, Decimal("33.58"))
    yield Truth("eks_nodegroup_spot", "dev-eks/general", None)


def _eks(now: datetime, place: Place, clusters: Mapping[str, str]) -> Iterator[Told]:
    yield Listed("eks", "ListClusters", *place, items=[*clusters])
    items = [
        {
            "name": name,
            "arn": _arn("eks", place, f"cluster/{name}"),
            "status": "ACTIVE",
            "version": version,
            "createdAt": now - timedelta(days=600),
            "tags": {"Team": "platform", "Environment": "production"},
        }
        for name, version in clusters.items()
    ]
    yield Listed("eks", "DescribeCluster", *place, items=items)
    for name in clusters:
        where = {"clusterName": name}
        yield Listed("eks", "ListFargateProfiles", *place, items=[], where=where)
        yield Listed("eks", "ListNodegroups", *place, items=[], where=where)


def _node_groups(
    now: datetime,
    place: Place,
    cluster: str,
    groups: Sequence[tuple[str, str, int, int]],
    environment: str = "production",
) -> Iterator[Told]:
    where = {"clusterName": cluster}
    names = [name for name, *_ in groups]
    yield Listed("eks", "ListNodegroups", *place, items=names, where=where)
    items = [
        {
            "nodegroupName": name,
            "nodegroupArn": _arn("eks", place, f"nodegroup/{cluster}/{name}/1"),
            "clusterName": cluster,
            "status": "ACTIVE",
            "createdAt": now - timedelta(days=300),
            "capacityType": "ON_DEMAND",
            "instanceTypes": [size],
            "amiType": "AL2023_x86_64_STANDARD" if size[1] == "4" else "AL2023_ARM_64_STANDARD",
            "scalingConfig": {"minSize": least, "maxSize": most, "desiredSize": max(least, 2)},
            "tags": {"Team": "platform", "Environment": environment},
        }
        for name, size, least, most in groups
    ]
    yield Listed("eks", "DescribeNodegroup", *place, items=items, where=where)
