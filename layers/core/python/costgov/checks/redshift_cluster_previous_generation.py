"""A Redshift cluster on nodes of a previous generation."""

from typing import Final

from costgov.checks._redshift import CLUSTER
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

# https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html
_OLD: Final = frozenset({"dc1", "dc2", "ds1", "ds2", "dw1", "dw2"})

META: Final = Meta(
    id="redshift_cluster_previous_generation",
    title="Redshift cluster runs on nodes of a previous generation",
    why="RA3 and Serverless store apart from computing, so that each is paid for as needed.",
    kinds=(CLUSTER,),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("redshift:DescribeClusters",),
    docs="https://docs.aws.amazon.com/redshift/latest/mgmt/rs-upgrading-to-ra3.html",
)


def evaluate(cluster: Resource, look: Look) -> Verdict:
    """RA3 is sized by data and load: what it would cost is none of this."""
    if cluster.instance_type is None:
        raise NotKnown("the type of its nodes was not told")
    if cluster.instance_type.partition(".")[0] not in _OLD:
        return PASSED
    nodes = look.number(cluster, "NumberOfNodes")
    return Failed(
        why=f"It runs on {nodes:f} nodes of {cluster.instance_type}.",
        unpriced="how many nodes of RA3 it takes depends on its data and queries",
    )
