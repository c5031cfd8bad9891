"""A control plane without a single node."""

from collections.abc import Iterable, Mapping
from typing import Final

from costgov.checks._eks import CLUSTER_HOUR, EXTENDED_HOUR, in_extended_support
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import INSTANCE, Resource

META: Final = Meta(
    id="eks_cluster_idle",
    title="EKS cluster has nowhere to run anything",
    why="A control plane is charged by the hour, with or without nodes.",
    kinds=("AWS::EKS::Cluster",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=(
        "eks:DescribeCluster",
        "eks:ListNodegroups",
        "eks:ListFargateProfiles",
        "eks:DescribeClusterVersions",
    ),
    docs="https://docs.aws.amazon.com/eks/latest/userguide/delete-cluster.html",
    thresholds=thresholds(days=("7", "days", "younger clusters may be under construction")),
)
_CLUSTER_TAGS: Final = ("aws:eks:cluster-name", "eks:cluster-name")
_OWNED: Final = "kubernetes.io/cluster/"


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """Nodes that somebody else starts (Karpenter, groups of one's own) are known by their tags."""
    if look.age_days(cluster) < look.setting("days") or _auto_mode(cluster):
        return PASSED
    if look.number(cluster, "Nodegroups") or look.number(cluster, "FargateProfiles"):
        return PASSED
    nodes = look.estate.related(INSTANCE, clusters_of, cluster.id)
    if any(one.region == cluster.region and one.state == "running" for one in nodes):
        return PASSED
    extended = (EXTENDED_HOUR,) if in_extended_support(cluster, look) else ()
    return Failed(
        why="It has no node group, no Fargate profile and no instance.",
        now=(CLUSTER_HOUR, *extended),
    )


def _auto_mode(cluster: Resource) -> bool:
    """EKS starts nodes by itself as soon as there are pods."""
    config = cluster.attributes.get("computeConfig")
    return isinstance(config, Mapping) and config.get("enabled") is True


def clusters_of(instance: Resource) -> Iterable[str]:
    """The clusters that an instance's tags make it a node of."""
    yield from (instance.tags[key] for key in _CLUSTER_TAGS if key in instance.tags)
    yield from (key.removeprefix(_OWNED) for key in instance.tags if key.startswith(_OWNED))
