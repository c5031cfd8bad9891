"""cloudtrail_trail_data_events_all: every event of every object."""

from typing import Any

import pytest
from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cloudtrail_trail_data_events_all"
S3 = "AWS::S3::Object"


def basic(*values: str) -> Any:
    return {"EventSelectors": [{"DataResources": [{"Type": S3, "Values": [*values]}]}]}


def advanced(*fields: Any) -> Any:
    data: Any = {"Field": "eventCategory", "Equals": ["Data"]}
    kind: Any = {"Field": "resources.type", "Equals": [S3]}
    return {"AdvancedEventSelectors": [{"FieldSelectors": [data, kind, *fields]}]}


def judged(selectors: Any, *, logging: bool = True) -> Verdict:
    one = resource("AWS::CloudTrail::Trail", "a", IsLogging=logging, Selectors=selectors)
    return verdicts(CHECK, [one])["a"]


def test_none_without_trails() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_limited_off_or_without() -> None:
    limited: Any = {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::ledger/"]}
    assert judged(basic("arn:aws:s3:::ledger/")) == PASSED
    assert judged(advanced(limited)) == PASSED
    assert judged(basic("arn:aws:s3"), logging=False) == PASSED
    assert judged({}) == PASSED


@pytest.mark.parametrize("selectors", [basic("arn:aws:s3"), advanced()])
def test_fail_everything_of_a_type(selectors: Any) -> None:
    finding = failed(judged(selectors))
    assert finding.why == "It records every data event of AWS::S3::Object."
    assert finding.unpriced


def test_unknown_whether_it_logs() -> None:
    refused = resource("AWS::CloudTrail::Trail", "a", IsLoggingDenied="no")
    assert "IsLogging" in unknown(verdicts(CHECK, [refused])["a"])
