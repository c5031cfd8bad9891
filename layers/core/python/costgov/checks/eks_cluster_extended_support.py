"""A Kubernetes version past standard support costs six times as much."""

from typing import Final

from costgov.checks._eks import CLUSTER_HOUR, EXTENDED_HOUR, in_extended_support
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="eks_cluster_extended_support",
    title="EKS cluster pays for extended support",
    why="A version past its standard support is charged extra for every hour of the cluster.",
    kinds=("AWS::EKS::Cluster",),
    action=Action.MODERNISE,
    severity=Level.HIGH,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    # A control plane cannot be downgraded.
    reversible=False,
    iam=("eks:DescribeCluster", "eks:DescribeClusterVersions"),
    docs="https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """UNKNOWN where EKS does not say how long the version is supported."""
    if not in_extended_support(cluster, look):
        return PASSED
    ended = str(cluster.attributes["endOfStandardSupportDate"])[:10]
    return Failed(
        why=f"Standard support of Kubernetes {cluster.attributes.get('version')} ended on {ended}.",
        now=(CLUSTER_HOUR, EXTENDED_HOUR),
        then=(CLUSTER_HOUR,),
    )
