"""A database instance of a previous generation, where the next costs less."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._rds import DB_INSTANCE, engine, instance_hours, is_open_source
from costgov.checks._successors import successor
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
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
    size = instance.instance_type
    following = successor("rds", "previous", size) if size else None
    if following is None or not is_open_source(engine(instance, look)):
        return PASSED
    now = (instance_hours(instance, look),)
    then = (instance_hours(instance, look, size=following),)
    if cost(then, look, instance) >= cost(now, look, instance):
        return PASSED
    return Failed(
        why=f"{size} is of a previous generation; {following} offers as much for less.",
        now=now,
        then=then,
        options=(
            Option(
                following,
                then,
                risk=None,
                restart=True,
                why="the same size of the family that follows",
                before_doing=("check that the engine's version supports the class",),
            ),
        ),
    )
