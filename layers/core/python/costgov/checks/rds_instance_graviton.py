"""A database whose engine runs on Graviton, on another processor."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._rds import DB_INSTANCE, engine, instance_hours, is_open_source
from costgov.checks._successors import successor
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
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
    size = instance.instance_type
    following = successor("rds", "graviton", size) if size else None
    if following is None or not is_open_source(engine(instance, look)):
        return PASSED
    now = (instance_hours(instance, look),)
    then = (instance_hours(instance, look, size=following),)
    if cost(then, look, instance) >= cost(now, look, instance):
        return PASSED
    return Failed(
        why=f"{following} offers what {size} does, for less.",
        now=now,
        then=then,
        options=(
            Option(
                following,
                then,
                risk=None,
                restart=True,
                why="the same size on AWS's own processor",
                before_doing=("check that the engine's version supports the class",),
            ),
        ),
    )
