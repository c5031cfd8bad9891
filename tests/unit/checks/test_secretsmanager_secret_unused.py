"""secretsmanager_secret_unused: nobody reads it."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "secretsmanager_secret_unused"


def judged(
    last: str | None, *, age_days: int | None = 400, managed_by: str | None = None
) -> Verdict:
    told: dict[str, Any] = {}
    if last is not None:
        told = {"LastAccessedDate": f"{last}T00:00:00+00:00"}
    secret = resource(
        "AWS::SecretsManager::Secret", "s", age_days=age_days, managed_by=managed_by, **told
    )
    return verdicts(CHECK, [secret])["s"]


def test_none_without_secrets() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_read_young_or_a_services_own() -> None:
    assert judged("2026-07-23") == PASSED
    assert judged(None, age_days=89) == PASSED
    assert judged("2025-07-23", managed_by="rds") == PASSED


def test_pass_a_copy_in_another_region() -> None:
    for region, passes in (("eu-west-1", True), ("us-east-1", False)):
        secret = resource("AWS::SecretsManager::Secret", "s", PrimaryRegion=region)
        assert (verdicts(CHECK, [secret])["s"] == PASSED) is passes


def test_fail_long_ago_or_never() -> None:
    finding = failed(judged("2026-07-22"))
    assert finding.why == "It was last read 90 days ago."
    assert finding.now == (Line("secretsmanager.secret", Decimal(1)),)
    assert failed(judged(None, age_days=90)).why == "It was never read in its 90 days."


def test_unknown_without_age() -> None:
    assert "created" in unknown(judged(None, age_days=None))
