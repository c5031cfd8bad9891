"""s3_bucket_policy_public: everybody may read."""

from typing import Any

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.buckets import bucket
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_policy_public"
BLOCKED: Any = {"RestrictPublicBuckets": True}


def judged(*, public: bool, own: Any = None, account: Any = None) -> Verdict:
    one = bucket(
        IsPublic=public, PublicAccessBlock=own or {}, AccountPublicAccessBlock=account or {}
    )
    return verdicts(CHECK, [one])["b-1"]


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_private_or_blocked() -> None:
    assert judged(public=False) == PASSED
    assert judged(public=True, own=BLOCKED) == PASSED
    assert judged(public=True, account=BLOCKED) == PASSED


def test_fail_public() -> None:
    finding = failed(judged(public=True, own={"BlockPublicAcls": True}))
    assert finding.unpriced
    assert "public" in finding.why


def test_unknown_where_the_policy_was_refused() -> None:
    refused = bucket(IsPublicDenied="AccessDenied")
    assert "AccessDenied" in unknown(verdicts(CHECK, [refused])["b-1"])
