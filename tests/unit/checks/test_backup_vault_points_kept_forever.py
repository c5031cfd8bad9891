"""backup_vault_points_kept_forever: nothing will delete them."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "backup_vault_points_kept_forever"
GIB = 2**30


def points(count: int, gib: int) -> Any:
    return {"Count": count, "Bytes": gib * GIB}


def judged(**by_type: dict[str, Any]) -> Verdict:
    vault = resource("AWS::Backup::BackupVault", "v", KeptForever={**by_type})
    return verdicts(CHECK, [vault])["v"]


def test_none_without_vaults() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_none_or_young_ones() -> None:
    assert judged() == PASSED
    assert judged(DynamoDB={"2025-10-21": points(3, 9)}) == PASSED


def test_fail_with_the_full_copies() -> None:
    finding = failed(
        judged(
            DynamoDB={"2025-10-20": points(2, 8), "2024-01-01": points(1, 4)},
            EBS={"2024-01-01": points(5, 500)},
        )
    )
    assert finding.now == (Line("backup.storage/DynamoDB", Decimal("12.000000")),)
    assert finding.why.endswith("never deleted: 3 of DynamoDB, 5 of EBS.")


def test_fail_without_a_figure_for_increments() -> None:
    assert "increments" in failed(judged(EBS={"2024-01-01": points(5, 500)})).unpriced


def test_unknown_where_points_were_refused() -> None:
    refused = resource("AWS::Backup::BackupVault", "v", KeptForeverDenied="AccessDenied")
    assert "AccessDenied" in unknown(verdicts(CHECK, [refused])["v"])
