"""s3_bucket_idle: nobody reads or writes what is stored."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.buckets import bucket, requests
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_idle"


def judged(*, gets: int = 0, puts: int = 0, days: int = 455, **settings: str) -> Verdict:
    one = bucket(
        gib={"StandardStorage": 600, "StandardIAStorage": 400},
        RequestMetrics="All",
        digests=requests(gets=gets, puts=puts, days_measured=days),
    )
    return verdicts(CHECK, [one], settings=settings)["b-1"]


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_used_or_empty() -> None:
    assert judged(gets=1) == PASSED
    assert judged(puts=1) == PASSED
    assert verdicts(CHECK, [bucket(gib={"StandardStorage": 0})]) == {"b-1": PASSED}


def test_fail_with_all_that_is_stored() -> None:
    finding = failed(judged())
    assert finding.now == (
        Line("s3.storage/STANDARD", Decimal(600)),
        Line("s3.storage/STANDARD_IA", Decimal(400)),
    )
    assert finding.then == ()
    archive = finding.options[1]
    assert archive.then == (Line("s3.storage/DEEP_ARCHIVE", Decimal(1000)),)


def test_fail_by_the_users_own_limit() -> None:
    failed(judged(gets=5, puts=5, requests="10"))
    assert judged(gets=6, puts=5, requests="10") == PASSED


def test_unknown_without_proof_that_requests_were_measured() -> None:
    assert "no request older than 90 days" in unknown(judged(days=80))
    assert "no request metrics" in unknown(verdicts(CHECK, [bucket()])["b-1"])
