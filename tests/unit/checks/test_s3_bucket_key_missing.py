"""s3_bucket_key_missing: KMS is asked for every object."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.buckets import bucket, requests
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_key_missing"


def rule(algorithm: str = "aws:kms", *, key: bool = False) -> Any:
    return {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm},
        "BucketKeyEnabled": key,
    }


def judged(*rules: Any, gets: int = 0, measured: bool = True, days: int = 455) -> Verdict:
    one = bucket(
        EncryptionRules=[*rules],
        RequestMetrics="All" if measured else None,
        digests=requests(gets=gets, puts=1000, days_measured=days),
    )
    return verdicts(CHECK, [one])["b-1"]


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_with_a_bucket_key_or_without_kms() -> None:
    assert judged(rule(key=True)) == PASSED
    assert judged(rule("AES256")) == PASSED


def test_fail_with_the_requests_that_are_saved() -> None:
    finding = failed(judged(rule(), gets=9000))
    assert finding.now == (Line("kms.requests", Decimal(10_000)),)
    assert finding.then == (Line("kms.requests", Decimal(100)),)


def test_fail_unpriced_where_requests_are_not_measured() -> None:
    assert failed(judged(rule(), measured=False)).unpriced


def test_unknown_where_metrics_may_be_new_or_settings_refused() -> None:
    assert "no request older" in unknown(judged(rule(), days=10))
    assert "EncryptionRules" in unknown(verdicts(CHECK, [bucket()])["b-1"])
