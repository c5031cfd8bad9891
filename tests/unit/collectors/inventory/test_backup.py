"""Backup plans and what vaults keep for ever."""

from datetime import UTC, datetime
from typing import Any

from costgov.collectors.inventory.backup import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

MADE = datetime(2025, 1, 1, 8, tzinfo=UTC)


def point(kind: str, **more: Any) -> dict[str, Any]:
    told = {"ResourceType": kind, "Status": "COMPLETED", "CreationDate": MADE}
    return {**told, "BackupSizeInBytes": 100, **more}


ANSWERS: Answers = {
    "backup:ListBackupPlans": {
        "BackupPlansList": [{"BackupPlanId": "p", "BackupPlanArn": "arn:p", "CreationDate": MADE}]
    },
    "backup:GetBackupPlan": {
        "BackupPlan": {
            "BackupPlanName": "daily",
            "Rules": [{"RuleName": "r", "RuleId": "x", "Lifecycle": {"DeleteAfterDays": 35}}],
        }
    },
    "backup:ListBackupVaults": {
        "BackupVaultList": [{"BackupVaultName": "v", "BackupVaultArn": "arn:v"}]
    },
    "backup:ListRecoveryPointsByBackupVault": {
        "RecoveryPoints": [
            point("DynamoDB"),
            point("DynamoDB", Lifecycle={"DeleteAfterDays": -1}),
            point("DynamoDB", Lifecycle={"DeleteAfterDays": 35}),
            point("EBS", CalculatedLifecycle={"DeleteAt": MADE}),
            point("EBS", Status="EXPIRED"),
        ]
    },
}


def test_rules_of_plans_and_points_without_an_end() -> None:
    plan, vault = listed(SOURCE, ANSWERS)
    assert plan.attributes["Rules"] == [{"RuleName": "r", "Lifecycle": {"DeleteAfterDays": 35}}]
    assert vault.attributes["KeptForever"] == {
        "DynamoDB": {"2025-01-01": {"Count": 2, "Bytes": 200}}
    }


def test_a_refused_vault_is_not_an_empty_one() -> None:
    refused = {**ANSWERS, "backup:ListRecoveryPointsByBackupVault": SourceDenied("no")}
    _, vault = listed(SOURCE, refused)
    assert vault.attributes == {"KeptForeverDenied": "no"}
