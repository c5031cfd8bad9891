"""Nodes of a type that has a cheaper successor."""

from typing import Final

from costgov.checks._eks import cheaper, node_line, nodes
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="eks_nodegroup_previous_generation",
    title="EKS node group runs on a previous generation",
    why="A later generation of the same shape does more for less.",
    kinds=("AWS::EKS::Nodegroup",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("eks:DescribeNodegroup",),
    docs="https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """Spot nodes pass: they are priced by the day, and may be of many types."""
    if group.attributes.get("capacityType") == "SPOT":
        return PASSED
    present = nodes(group, look)
    if present.type.current or not present.number:
        return PASSED
    found = cheaper(group, look, present.type, present.type.architecture)
    if found is None:
        return PASSED
    name = found.key.split("/")[1]
    return Failed(
        why=f"{present.number} nodes are {present.type.name}, a previous generation; {name} is "
        "its like and costs less.",
        now=(present.line,),
        then=(node_line(name, present.number),),
    )
