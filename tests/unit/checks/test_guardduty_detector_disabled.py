"""guardduty_detector_disabled: suspended."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "guardduty_detector_disabled"
KIND = "AWS::GuardDuty::Detector"


def test_none_without_detectors() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_watching() -> None:
    assert verdicts(CHECK, [resource(KIND, "d", Status="ENABLED")]) == {"d": PASSED}


def test_fail_suspended() -> None:
    assert failed(verdicts(CHECK, [resource(KIND, "d", Status="DISABLED")])["d"]).unpriced


def test_unknown_where_it_is_not_told() -> None:
    assert "Status" in unknown(verdicts(CHECK, [resource(KIND, "d")])["d"])
