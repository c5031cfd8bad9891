"""A database whose engine runs on Graviton, on another processor."""

from typing import Final

from costgov.checks._rds import DB_INSTANCE, engine, instance_hours, is_open_source
from costgov.checks._successors import moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_graviton",
    title="Database instance could run on Graviton",
    why="RDS runs open-source engines on Graviton without any change to what connects to them.",
    kinds=(DB_INSTANCE,),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("rds:DescribeDBInstances",),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where the region sells no such class, as far as its prices are known."""
    if not is_open_source(engine(instance, look)):
        return PASSED
    return moved(
        instance,
        look,
        lambda size: instance_hours(instance, look, size=size),
        service="rds",
        reason="graviton",
        before_doing=("check that the engine's version supports the class",),
    )
