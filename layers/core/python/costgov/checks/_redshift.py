"""What Redshift clusters are charged for, shared by their checks."""

from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

CLUSTER: Final = "AWS::Redshift::Cluster"


def node_hours(cluster: Resource, look: Look) -> Line:
    """A month of its nodes running; raises NotKnown."""
    if cluster.instance_type is None:
        raise NotKnown("the type of its nodes was not told")
    nodes = look.number(cluster, "NumberOfNodes")
    return Line(f"redshift.node/{cluster.instance_type}", HOURS_A_MONTH * nodes)
