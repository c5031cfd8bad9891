"""A database instance of a previous generation, where the next costs less."""

from typing import Final

from costgov.checks._rds import DB_INSTANCE, engine, instance_hours, is_open_source
from costgov.checks._successors import moved
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_previous_generation",
    title="Database instance class is of a previous generation",
    why="Newer generations do the same work for less, and AWS retires the old ones.",
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
    """Open-source engines only: those with a licence do not run on what follows, Graviton."""
    if not is_open_source(engine(instance, look)):
        return PASSED
    return moved(
        instance,
        look,
        lambda size: instance_hours(instance, look, size=size),
        service="rds",
        reason="previous",
        before_doing=("check that the engine's version supports the class",),
    )
