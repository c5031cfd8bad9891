"""The same nodes cost less on Graviton."""

from typing import Final

from costgov.checks._eks import cheaper, node_line, nodes
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="eks_nodegroup_arm64",
    title="EKS node group could run on Graviton",
    why="Graviton nodes of the same shape cost less than those of x86_64.",
    kinds=("AWS::EKS::Nodegroup",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("eks:DescribeNodegroup",),
    docs="https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-ami.html",
)
_FIRST: Final = (
    "build every image that may be scheduled there for both architectures",
    "begin with a second node group and a taint, and move workloads one by one",
)


def evaluate(group: Resource, look: Look) -> Verdict:
    """Windows and GPU nodes pass; a type without a cheaper Graviton like it does as well."""
    if group.attributes.get("capacityType") == "SPOT":
        return PASSED
    if str(group.attributes.get("amiType", "")).startswith("WINDOWS"):
        return PASSED
    present = nodes(group, look)
    if present.type.architecture == "arm64" or present.type.accelerators or not present.number:
        return PASSED
    found = cheaper(group, look, present.type, "arm64")
    if found is None:
        return PASSED
    name = found.key.split("/")[1]
    then = (node_line(name, present.number),)
    return Failed(
        why=f"{present.number} nodes are {present.type.name}; {name} offers as much for less.",
        now=(present.line,),
        then=then,
        options=(Option(name, then, None, restart=True, why="same shape", before_doing=_FIRST),),
    )
