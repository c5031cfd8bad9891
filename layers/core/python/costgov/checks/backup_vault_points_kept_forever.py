"""Recovery points that nothing will ever delete."""

from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

# Whose recovery points are full copies, charged by their size; those of others build on each other.
_FULL_COPIES: Final = "DynamoDB"
META: Final = Meta(
    id="backup_vault_points_kept_forever",
    title="Backups are kept for ever",
    why="A recovery point without an end is charged every month until somebody deletes it.",
    kinds=("AWS::Backup::BackupVault",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.HIGH,
    reversible=False,
    iam=("backup:ListBackupVaults", "backup:ListRecoveryPointsByBackupVault"),
    docs="https://docs.aws.amazon.com/aws-backup/latest/devguide/recovery-points.html",
    thresholds=thresholds(days=("365", "days", "younger points may be meant to be kept")),
)


def evaluate(vault: Resource, look: Look) -> Verdict:
    """Priced are full copies; of increments only the bill says what each one holds."""
    found = look.attribute(vault, "KeptForever")
    if not isinstance(found, dict):
        raise NotKnown("KeptForever is no structure")
    counts: dict[str, int] = {}
    full = 0
    for kind, by_day in found.items():
        for day, sums in by_day.items() if isinstance(by_day, dict) else ():
            if look.days_since(f"{day}T00:00:00+00:00") < look.setting("days"):
                continue
            if isinstance(sums, dict):
                counts[kind] = counts.get(kind, 0) + int(str(sums["Count"]))
                full += int(str(sums["Bytes"])) if kind == _FULL_COPIES else 0
    if not counts:
        return PASSED
    kinds = ", ".join(f"{count} of {kind}" for kind, count in sorted(counts.items()))
    return Failed(
        f"Recovery points older than {look.setting('days')} days are never deleted: {kinds}.",
        now=(Line(f"backup.storage/{_FULL_COPIES}", in_gb(full)),) if full else (),
        unpriced="" if full else "of increments only the bill says what each one holds",
    )
