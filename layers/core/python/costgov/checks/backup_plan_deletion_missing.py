"""A backup plan that makes recovery points and never deletes them."""

from typing import Final

from costgov.checks._backup import rules_where
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="backup_plan_deletion_missing",
    title="Backup plan never deletes what it makes",
    why="A rule without an end adds to the bill with every backup that it makes.",
    kinds=("AWS::Backup::BackupPlan",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("backup:ListBackupPlans", "backup:GetBackupPlan"),
    docs="https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html",
)


def evaluate(plan: Resource, look: Look) -> Verdict:
    """What is there already is counted by vault."""
    endless = rules_where(plan, look, lambda lifecycle: lifecycle.get("DeleteAfterDays", -1) < 0)
    if not endless:
        return PASSED
    return Failed(
        f"What these rules make is never deleted: {', '.join(endless)}.",
        unpriced="how much future backups will hold is not known",
    )
