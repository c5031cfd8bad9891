"""cloudwatch_alarm_orphaned: nothing to watch any more."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "cloudwatch_alarm_orphaned"


def judged(state: str, since: str, **told: Any) -> Verdict:
    alarm = resource(
        "AWS::CloudWatch::Alarm", "a", state=state, StateUpdatedTimestamp=since, **told
    )
    return verdicts(CHECK, [alarm])["a"]


def test_none_without_alarms() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_with_data_or_a_short_gap() -> None:
    assert judged("OK", "2026-01-01T00:00:00+00:00") == PASSED
    assert judged("INSUFFICIENT_DATA", "2026-09-20T00:00:01+00:00") == PASSED


def test_fail_with_every_metric_it_is_charged_for() -> None:
    finding = failed(judged("INSUFFICIENT_DATA", "2026-09-20T00:00:00+00:00", Period=300))
    assert finding.now == (Line("cloudwatch.alarm/standard", Decimal(1)),)
    assert "30 days" in finding.why
    queries: list[Any] = [
        {"MetricStat": {"Period": 10}},
        {"MetricStat": {"Period": 60}},
        {"Expression": "m1/m2"},
    ]
    finding = failed(judged("INSUFFICIENT_DATA", "2026-09-20T00:00:00+00:00", Metrics=queries))
    assert finding.now == (Line("cloudwatch.alarm/high-resolution", Decimal(2)),)


def test_fail_by_when_the_state_changed_where_that_is_told() -> None:
    finding = judged(
        "INSUFFICIENT_DATA",
        "2026-10-19T00:00:00+00:00",
        StateTransitionedTimestamp="2026-01-01T00:00:00+00:00",
    )
    assert "292 days" in failed(finding).why


def test_unknown_since_when() -> None:
    bare = resource("AWS::CloudWatch::Alarm", "a", state="INSUFFICIENT_DATA")
    assert "StateUpdatedTimestamp" in unknown(verdicts(CHECK, [bare])["a"])
