"""The minute rules become alarms of CloudWatch, and what they say comes back as events."""

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template
from costgov.configuration import Deployment
from costgov.errors import ConfigurationError
from pydantic import ValidationError

from infra.constructs.kpi_alarms import KpiAlarms
from tests.infra.templates import Json, Templates

CPU = {"kind": "cpu", "name": "web-cpu", "instance": "i-0123456789abcdef0"}
MEMORY = {"kind": "memory", "name": "web-memory", "instance": "i-0123456789abcdef0"}
SLOW = {"kind": "response-time", "name": "slow", "load_balancer": "app/shop/0123456789abcdef"}
QUEUE = {
    "kind": "metric",
    "name": "backlog",
    "namespace": "AWS/SQS",
    "metric": "ApproximateAgeOfOldestMessage",
    "dimensions": {"QueueName": "orders"},
    "statistic": "Maximum",
    "threshold": "600",
    "severity": "critical",
}


def alarm(given: dict[str, object]) -> Json:
    """The properties of the alarm that a configuration makes."""
    deployment = Deployment.model_validate({"kpi_alarms": [given]})
    stack = cdk.Stack(cdk.App(), "Alone")
    KpiAlarms(stack, "Kpi", deployment.kpi_alarms)
    [found] = Template.from_stack(stack).find_resources("AWS::CloudWatch::Alarm").values()
    properties: Json = found["Properties"]
    return properties


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (
            CPU,
            {
                "Namespace": "AWS/EC2",
                "MetricName": "CPUUtilization",
                "Statistic": "Average",
                "Threshold": 90,
                "Period": 300,
                "EvaluationPeriods": 1,
            },
        ),
        (
            MEMORY,
            {
                "Namespace": "CWAgent",
                "MetricName": "mem_used_percent",
                "Threshold": 90,
                "Period": 60,
                "EvaluationPeriods": 2,
            },
        ),
        (
            SLOW,
            {
                "Namespace": "AWS/ApplicationELB",
                "MetricName": "TargetResponseTime",
                "ExtendedStatistic": "p90",
                "Threshold": 0.15,
                "Period": 300,
            },
        ),
        (QUEUE, {"Statistic": "Maximum", "Threshold": 600, "Period": 300}),
    ],
)
def test_a_minute_rule_is_an_alarm_that_says_so_when_it_has_no_data(
    given: dict[str, object], wanted: dict[str, object]
) -> None:
    found = alarm(given)

    assert found | wanted == found
    assert found["ComparisonOperator"] == "GreaterThanThreshold"
    assert found["TreatMissingData"] == "missing"
    assert found["AlarmName"] == f"CostGovernor-kpi-{given['name']}"
    assert found["AlarmDescription"].startswith(f"[{given.get('severity', 'high')}] ")
    assert "AlarmActions" not in found, "its event is what is told"


def test_the_agents_own_dimensions_are_part_of_the_metric() -> None:
    found = alarm({**MEMORY, "dimensions": {"ImageId": "ami-1", "InstanceType": "m7g.large"}})

    assert {one["Name"] for one in found["Dimensions"]} == {
        "ImageId",
        "InstanceId",
        "InstanceType",
    }


def test_a_metric_that_must_not_fall_is_watched_below() -> None:
    assert alarm({**QUEUE, "direction": "below"})["ComparisonOperator"] == "LessThanThreshold"


@pytest.mark.parametrize(
    "wrong", [[CPU, CPU], [{**CPU, "instance": "web"}], [{**CPU, "minutes": 3}]]
)
def test_what_cannot_be_an_alarm_is_refused(wrong: list[dict[str, object]]) -> None:
    with pytest.raises((ValidationError, ConfigurationError)):
        Deployment.model_validate({"kpi_alarms": wrong})


@pytest.mark.synth
@pytest.mark.xdist_group("synth")
def test_alarms_of_the_product_are_watched(production: Templates) -> None:
    rules = production.properties("AWS::Events::Rule").values()
    patterns = [rule["EventPattern"] for rule in rules]
    [pattern] = [one for one in patterns if one["source"] == ["aws.cloudwatch"]]

    assert pattern["detail-type"] == ["CloudWatch Alarm State Change"]
    assert {"prefix": "CostGovernor-kpi-"} in pattern["detail"]["alarmName"]
