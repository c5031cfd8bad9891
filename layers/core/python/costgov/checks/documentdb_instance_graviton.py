"""An instance of DocumentDB or Neptune that could run on Graviton."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._documents import cluster_instance_hours
from costgov.checks._successors import successor
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
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
    size = instance.instance_type
    following = successor(_SERVICES[instance.kind], "graviton", size) if size else None
    if following is None:
        return PASSED
    now = (cluster_instance_hours(instance, look),)
    then = (cluster_instance_hours(instance, look, following),)
    if cost(then, look, instance) >= cost(now, look, instance):
        return PASSED
    return Failed(why=f"{following} offers what {size} does, for less.", now=now, then=then)
