"""kms_key_unused: nothing is encrypted with it any more."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "kms_key_unused"
KEY = "AWS::KMS::Key"


def judged(
    last: str | None, *, tracked: str = "2025-01-01", state: str = "Enabled", age_days: int = 800
) -> Verdict:
    usage = {
        "Timestamp": f"{last}T00:00:00+00:00" if last else None,
        "TrackingStartDate": f"{tracked}T00:00:00+00:00",
    }
    key = resource(KEY, "k", age_days=age_days, KeyState=state, LastUsage={**usage})
    return verdicts(CHECK, [key])["k"]


def test_none_without_keys() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_used_disabled_or_young() -> None:
    assert judged("2026-07-23") == PASSED
    assert judged("2026-01-01", state="PendingDeletion") == PASSED
    assert judged(None, age_days=89) == PASSED
    assert judged(None, tracked="2026-07-23") == PASSED


def test_fail_long_ago_or_never() -> None:
    finding = failed(judged("2026-07-22"))
    assert finding.why == "It was last used 90 days ago."
    assert finding.now == (Line("kms.key", Decimal(1)),)
    assert failed(judged(None, age_days=90)).why.endswith(
        "was not used in the 90 days that are known."
    )


def test_unknown_where_its_use_was_refused() -> None:
    refused = resource(KEY, "k", KeyState="Enabled", LastUsageDenied="no")
    assert unknown(verdicts(CHECK, [refused])["k"]) == "LastUsage was refused us: no"
    assert "KeyState" in unknown(verdicts(CHECK, [resource(KEY, "k", KeyStateDenied="no")])["k"])
