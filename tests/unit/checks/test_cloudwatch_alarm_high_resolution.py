"""cloudwatch_alarm_high_resolution: more often than once a minute."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cloudwatch_alarm_high_resolution"
ALARM = "AWS::CloudWatch::Alarm"


def test_none_without_alarms() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_every_minute() -> None:
    assert verdicts(CHECK, [resource(ALARM, "a", Period=60)]) == {"a": PASSED}


def test_fail_more_often() -> None:
    finding = failed(verdicts(CHECK, [resource(ALARM, "a", Period=30)])["a"])
    assert finding.now == (Line("cloudwatch.alarm/high-resolution", Decimal(1)),)
    assert finding.then == (Line("cloudwatch.alarm/standard", Decimal(1)),)


def test_unknown_without_a_period() -> None:
    assert "Period" in unknown(verdicts(CHECK, [resource(ALARM, "a")])["a"])
