"""Backups that are kept for long, all of it in the dearer class."""

from typing import Final

from costgov.checks._backup import rules_where
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="backup_plan_cold_storage_missing",
    title="Long-lived backups never go to cold storage",
    why="Cold storage costs a fraction where it is kept for 90 days or more.",
    kinds=("AWS::Backup::BackupPlan",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("backup:ListBackupPlans", "backup:GetBackupPlan"),
    docs="https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html",
    thresholds=thresholds(days=("180", "days", "what is kept for less gains too little")),
)


def evaluate(plan: Resource, look: Look) -> Verdict:
    """Only some services' backups can be moved, which the plan does not tell."""
    days = look.setting("days")
    warm = rules_where(
        plan,
        look,
        lambda lifecycle: (
            lifecycle.get("DeleteAfterDays", -1) >= days
            and lifecycle.get("MoveToColdStorageAfterDays", -1) < 0
        ),
    )
    if not warm:
        return PASSED
    return Failed(
        f"These rules keep backups for {days} days or longer in warm storage: {', '.join(warm)}.",
        unpriced="the plan does not say what of it can be moved, nor how much it is",
    )
