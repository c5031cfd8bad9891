"""s3_bucket_lifecycle_missing: nothing in the bucket ever goes by itself."""

import pytest
from costgov.domain.findings import PASSED

from tests.unit.checks.buckets import bucket
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_lifecycle_missing"


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


@pytest.mark.parametrize(("gib", "flagged"), [(10, True), (9, False)])
def test_pass_and_fail_by_size(gib: int, flagged: bool) -> None:
    verdict = verdicts(CHECK, [bucket(gib={"GlacierStorage": gib})])["b-1"]
    assert (verdict != PASSED) == flagged


def test_pass_with_a_rule() -> None:
    rule = {"Status": "Enabled", "Expiration": {"Days": 400}}
    assert verdicts(CHECK, [bucket(LifecycleRules=[rule])]) == {"b-1": PASSED}


def test_fail_with_rules_that_are_off() -> None:
    off = {"Status": "Disabled", "Expiration": {"Days": 400}}
    finding = failed(verdicts(CHECK, [bucket(LifecycleRules=[off])])["b-1"])
    assert finding.why == "No rule deletes or moves any of 1000 GB."
    assert finding.unpriced


def test_unknown_without_sizes() -> None:
    assert "no size" in unknown(verdicts(CHECK, [bucket(gib={})])["b-1"])
