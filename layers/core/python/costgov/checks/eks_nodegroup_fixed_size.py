"""A node group that no autoscaler can change."""

from typing import Final

from costgov.checks._eks import scaling
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="eks_nodegroup_fixed_size",
    title="EKS node group cannot be scaled in",
    why="Nodes that no autoscaler may remove are charged when pods no longer need them.",
    kinds=("AWS::EKS::Nodegroup",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("eks:DescribeNodegroup",),
    docs="https://docs.aws.amazon.com/eks/latest/userguide/autoscaling.html",
    thresholds=thresholds(nodes=("3", "nodes", "fewer are kept for availability")),
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """Its limits decide: whether an autoscaler runs inside the cluster AWS does not know."""
    least, most = scaling(group, look, "minSize"), scaling(group, look, "maxSize")
    if least < most or most < look.setting("nodes"):
        return PASSED
    return Failed(
        why=f"Its size is fixed at {most} nodes.",
        unpriced="how many nodes the pods need is known inside the cluster only",
    )
