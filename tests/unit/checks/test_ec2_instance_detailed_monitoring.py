"""ec2_instance_detailed_monitoring: nobody looks at every minute."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.machines import instance

CHECK = "ec2_instance_detailed_monitoring"
WATCHED = instance(MonitoringState="enabled")
OF_IT: list[Any] = [{"Name": "InstanceId", "Value": "i-1"}]


def alarm(period: int) -> Resource:
    return resource("AWS::CloudWatch::Alarm", "cpu", Period=period, Dimensions=OF_IT)


def expression(period: int) -> Resource:
    query: Any = {"MetricStat": {"Metric": {"Dimensions": OF_IT}, "Period": period}}
    return resource("AWS::CloudWatch::Alarm", "cpu", Metrics=[query, {"Expression": "m1*2"}])


def test_none_without_instances() -> None:
    assert verdicts(CHECK, [alarm(60)]) == {}


def test_pass_off_or_in_a_group() -> None:
    assert verdicts(CHECK, [instance()]) == {"i-1": PASSED}
    member = instance(MonitoringState="enabled", managed_by="autoscaling/web")
    assert verdicts(CHECK, [member]) == {"i-1": PASSED}


def test_pass_an_alarm_needs_it() -> None:
    assert verdicts(CHECK, [WATCHED, alarm(60)]) == {"i-1": PASSED}
    assert verdicts(CHECK, [WATCHED, expression(60)]) == {"i-1": PASSED}


def test_fail_with_seven_metrics() -> None:
    for here in ([WATCHED], [WATCHED, alarm(300)], [WATCHED, expression(300)]):
        finding = failed(verdicts(CHECK, here)["i-1"])
        assert finding.now == (Line("cloudwatch.custom-metric", Decimal(7)),)


def test_unknown_state() -> None:
    bare = resource("AWS::EC2::Instance", "i-1", state="running")
    assert unknown(verdicts(CHECK, [bare])["i-1"]) == "MonitoringState was not told"
