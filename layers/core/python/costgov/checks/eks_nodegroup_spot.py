"""Nodes for trying things out need not be on demand."""

from typing import Final

from costgov.checks._eks import nodes
from costgov.checks._environments import not_production
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="eks_nodegroup_spot",
    title="Non-production node group could run on Spot",
    why="Pods that may be moved at two minutes' notice run on spare capacity for much less.",
    kinds=("AWS::EKS::Nodegroup",),
    action=Action.RATE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("eks:DescribeNodegroup",),
    docs="https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """By its tags: a group that is not said to be for trying things out passes."""
    environment = not_production(group)
    if environment is None or group.attributes.get("capacityType") == "SPOT":
        return PASSED
    present = nodes(group, look)
    if not present.number:
        return PASSED
    return Failed(
        why=f"{present.number} nodes ({present.type.name}) tagged {environment} run on demand.",
        unpriced="the price of Spot capacity changes and is not in the price list",
    )
