"""s3_bucket_versions_unbounded: replaced versions that nothing expires."""

from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.buckets import GIB, bucket
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "s3_bucket_versions_unbounded"


def judged(gib_since: dict[str, int], *, truncated: bool = False, **changes: Any) -> Verdict:
    sample: Any = {
        "Bytes": 40 * GIB,
        "NoncurrentSince": {day: gib * GIB for day, gib in gib_since.items()},
        "Truncated": truncated,
    }
    told: dict[str, Any] = {"Versioning": "Enabled", "VersionsSample": sample}
    return verdicts(CHECK, [bucket(**(told | changes))])["b-1"]


def test_none_without_buckets() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Volume")]) == {}


def test_pass_unversioned_or_bounded() -> None:
    rule: Any = {
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
    }
    assert judged({"2026-01-01": 10}, Versioning="Off") == PASSED
    assert judged({"2026-01-01": 10}, LifecycleRules=[rule]) == PASSED


@pytest.mark.parametrize("since", [{}, {"2026-09-21": 10}])
def test_pass_nothing_old(since: dict[str, int]) -> None:
    assert judged(since) == PASSED


def test_fail_with_what_was_listed_in_full() -> None:
    finding = failed(judged({"2026-09-20": 10, "2026-10-01": 20}))
    assert finding.now == (Line("s3.storage/STANDARD", Decimal("10.000000")),)
    assert finding.facts == {"share": "25.0% of all versions"}


def test_fail_with_no_more_than_what_was_listed_of_a_large_bucket() -> None:
    finding = failed(judged({"2026-09-20": 10}, truncated=True))
    assert finding.now == (Line("s3.storage/STANDARD", Decimal("10.000000")),)
    assert finding.why.startswith("At least 10.00 GB")
    assert finding.facts == {"share": "25.0% of the first 1,000 versions"}


def test_unknown_without_the_sample() -> None:
    verdict = verdicts(CHECK, [bucket(Versioning="Suspended", VersionsSampleDenied="no")])["b-1"]
    assert unknown(verdict) == "VersionsSample was refused us: no"
