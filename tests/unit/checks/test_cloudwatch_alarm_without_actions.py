"""cloudwatch_alarm_without_actions: nobody hears it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cloudwatch_alarm_without_actions"


def judged(*actions: str, enabled: bool = True) -> Verdict:
    alarm = resource(
        "AWS::CloudWatch::Alarm",
        "a",
        ActionsEnabled=enabled,
        AlarmActions=[*actions],
        OKActions=[],
        InsufficientDataActions=[],
        Period=60,
    )
    return verdicts(CHECK, [alarm])["a"]


def test_none_without_alarms() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_an_action() -> None:
    assert judged("arn:aws:sns:us-east-1:1:t") == PASSED


def test_fail_without_one_or_switched_off() -> None:
    finding = failed(judged())
    assert finding.why == "It has no action."
    assert finding.now == (Line("cloudwatch.alarm/standard", Decimal(1)),)
    assert failed(judged("arn:aws:sns:us-east-1:1:t", enabled=False)).why.endswith("off.")


def test_pass_as_part_of_a_composite_alarm() -> None:
    part = resource("AWS::CloudWatch::Alarm", "a", AlarmActions=[], IsPartOfComposite=True)
    assert verdicts(CHECK, [part])["a"] == PASSED


def test_unknown_where_actions_are_not_told() -> None:
    bare = resource("AWS::CloudWatch::Alarm", "a", ActionsEnabled=True)
    assert "AlarmActions" in unknown(verdicts(CHECK, [bare])["a"])
