"""iam_access_key_unused: forgotten credentials."""

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "iam_access_key_unused"
KEY = "AWS::IAM::AccessKey"


def judged(last: str | None, *, status: str = "Active", age_days: int = 400) -> Verdict:
    used = f"{last}T00:00:00+00:00" if last else None
    one = resource(KEY, "AK", age_days=age_days, Status=status, LastUsedDate=used, UserName="ci")
    return verdicts(CHECK, [one])["AK"]


def test_none_without_keys() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_used_young_or_inactive() -> None:
    assert judged("2026-07-23") == PASSED
    assert judged(None, age_days=89) == PASSED
    assert judged(None, status="Inactive") == PASSED


def test_fail_long_ago_or_never() -> None:
    assert failed(judged("2026-07-22")).why == "The key of ci was last used 90 days ago."
    assert failed(judged(None, age_days=90)).why.endswith("never used in its 90 days.")


def test_unknown_where_its_use_was_refused() -> None:
    refused = resource(KEY, "AK", Status="Active", LastUsedDateDenied="no")
    assert "refused us" in unknown(verdicts(CHECK, [refused])["AK"])
