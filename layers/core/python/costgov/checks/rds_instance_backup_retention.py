"""Automated backups of databases outside production kept for long."""

from typing import Final

from costgov.checks._environments import not_production
from costgov.checks._rds import DB_INSTANCE, is_member
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="rds_instance_backup_retention",
    title="Backups outside production are kept for long",
    why="Backups beyond the size of the databases are charged, and each further day adds changes.",
    kinds=(DB_INSTANCE,),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    # Backups that a shorter retention removes are gone.
    reversible=False,
    iam=("rds:DescribeDBInstances",),
    docs=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_WorkingWithAutomatedBackups.html"
    ),
    thresholds=thresholds(days=("7", "days", "as long as the console proposes")),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """Only where a tag says that it is not production."""
    environment = not_production(instance)
    if environment is None or is_member(instance):
        return PASSED
    days = look.number(instance, "BackupRetentionPeriod")
    if days <= look.setting("days"):
        return PASSED
    return Failed(
        why=f"It is tagged {environment} and its backups are kept for {days:f} days.",
        unpriced="how much its backups hold is told by no API",
    )
