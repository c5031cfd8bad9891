"""An instance of DocumentDB or Neptune that could run on Graviton."""

from typing import Final

from costgov.checks._documents import cluster_instance_hours
from costgov.checks._successors import moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

_SERVICES: Final = {
    "AWS::DocDB::DBInstance": "documentdb",
    "AWS::Neptune::DBInstance": "neptune",
}

META: Final = Meta(
    id="documentdb_instance_graviton",
    title="DocumentDB or Neptune instance could run on Graviton",
    why="Both run on Graviton without any change to what connects to them, for less.",
    kinds=tuple(_SERVICES),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("rds:DescribeDBInstances", "rds:DescribeDBClusters"),
    docs="https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-classes.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """The same size of the family that follows, if that costs less here."""
    return moved(
        instance,
        look,
        lambda size: cluster_instance_hours(instance, look, size),
        service=_SERVICES[instance.kind],
        reason="graviton",
    )
