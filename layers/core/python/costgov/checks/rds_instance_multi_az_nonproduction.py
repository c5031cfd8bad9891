"""A standby for a database that says of itself that it is not production."""

from typing import Final

from costgov.checks._environments import not_production
from costgov.checks._rds import DB_INSTANCE, instance_hours, is_member, volume_lines
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_multi_az_nonproduction",
    title="Database outside production has a standby",
    why="Multi-AZ doubles instance and storage, for an availability that tests seldom need.",
    kinds=(DB_INSTANCE,),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("rds:DescribeDBInstances",),
    docs="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Only where a tag (environment, env, stage) says so."""
    environment = not_production(instance)
    if environment is None or is_member(instance) or not look.attribute(instance, "MultiAZ"):
        return PASSED
    return Failed(
        why=f"It is tagged {environment} and has a standby in another Availability Zone.",
        now=(instance_hours(instance, look), *volume_lines(instance, look)),
        then=(
            instance_hours(instance, look, multi_az=False),
            *volume_lines(instance, look, multi_az=False),
        ),
    )
