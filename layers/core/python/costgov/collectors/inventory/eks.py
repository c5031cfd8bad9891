"""EKS clusters, how long their versions are supported, and their managed node groups."""

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import Item, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

CLUSTER: Final = "AWS::EKS::Cluster"
NODE_GROUP: Final = "AWS::EKS::Nodegroup"
_CLUSTERS: Final = ("eks:ListClusters", "eks:DescribeCluster")
_NODE_GROUPS: Final = ("eks:ListNodegroups", "eks:DescribeNodegroup")
_PROFILES: Final = "eks:ListFargateProfiles"
_VERSIONS: Final = "eks:DescribeClusterVersions"
_GONE: Final = ("ResourceNotFoundException",)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Nothing describes many clusters or node groups, so each of them takes a call."""
    names = [*reader.each(_CLUSTERS[0], "clusters")]
    if not names:
        return
    versions = {
        one["clusterVersion"]: kept(one, "endOfStandardSupportDate")
        for one in reader.each(_VERSIONS, "clusterVersions", includeAll=True)
    }
    for name in names:
        found = reader.one(_CLUSTERS[1], absent=_GONE, name=name)
        if found is None:
            continue
        groups = [*_node_groups(reader, place, str(name))]
        profiles = sum(1 for _ in reader.each(_PROFILES, "fargateProfileNames", clusterName=name))
        yield _cluster(place, found["cluster"], versions, len(groups), profiles)
        yield from groups


def _cluster(
    place: Place,
    cluster: Item,
    versions: Mapping[str, Mapping[str, JsonValue]],
    groups: int,
    profiles: int,
) -> Resource:
    return place.resource(
        CLUSTER,
        cluster["name"],
        cluster["arn"],
        state=cluster["status"],
        created=cluster["createdAt"],
        tags=tags_of(cluster, "tags"),
        attributes=kept(cluster, "version", "upgradePolicy", "computeConfig")
        | {**versions.get(cluster["version"], {})}
        | {"Nodegroups": groups, "FargateProfiles": profiles},
    )


def _node_groups(reader: Reader, place: Place, cluster: str) -> Iterator[Resource]:
    for name in reader.each(_NODE_GROUPS[0], "nodegroups", clusterName=cluster):
        found = reader.one(_NODE_GROUPS[1], absent=_GONE, clusterName=cluster, nodegroupName=name)
        if found is None:
            continue
        group = found["nodegroup"]
        yield place.resource(
            NODE_GROUP,
            f"{cluster}/{name}",
            group["nodegroupArn"],
            state=group["status"],
            created=group["createdAt"],
            tags=tags_of(group, "tags"),
            attributes=kept(group, "instanceTypes", "capacityType", "amiType", "scalingConfig"),
        )


SOURCE: Final = Source(
    name="eks",
    kinds=(CLUSTER, NODE_GROUP),
    calls=(*_CLUSTERS, *_NODE_GROUPS, _PROFILES, _VERSIONS),
    fetch=_fetch,
)
