"""s3_bucket_multipart_incomplete: uploads nobody will complete any more."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.buckets import GIB, bucket
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_multipart_incomplete"


def judged(
    begun: dict[str, Any],
    sized: list[Any] | None = None,
    *,
    truncated: bool = False,
    rules: list[Any] | None = None,
) -> Verdict:
    uploads: Any = {"Begun": begun, "Sized": sized or [], "Truncated": truncated}
    one = bucket(MultipartUploads=uploads, LifecycleRules=rules or [])
    return verdicts(CHECK, [one])["b-1"]


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_none_or_young_ones() -> None:
    assert judged({}) == PASSED
    assert judged({"2026-10-14": 5}) == PASSED


def test_pass_where_a_rule_aborts_them() -> None:
    rule: Any = {
        "Status": "Enabled",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
    assert judged({"2026-01-01": 5}, rules=[rule]) == PASSED


def test_fail_with_what_the_sized_ones_hold() -> None:
    finding = failed(
        judged(
            {"2026-10-13": 2, "2026-10-19": 1},
            [{"Day": "2026-10-13", "Bytes": 3 * GIB}, {"Day": "2026-10-19", "Bytes": GIB}],
        )
    )
    assert finding.now == (Line("s3.storage/STANDARD", Decimal("3.000000")),)
    assert finding.why.startswith("2 uploads were begun 7 or more days ago")


def test_fail_says_where_there_are_more() -> None:
    finding = failed(judged({"2026-01-01": 1000}, truncated=True))
    assert "1000 or more" in finding.why
    assert finding.unpriced


def test_unknown_where_listing_was_refused() -> None:
    refused = bucket(MultipartUploadsDenied="AccessDenied")
    assert "AccessDenied" in unknown(verdicts(CHECK, [refused])["b-1"])
