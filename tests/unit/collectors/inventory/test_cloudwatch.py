"""CloudWatch alarms."""

from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.cloudwatch import SOURCE

from tests.fakes.listings import Answer, listed

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_alarms_with_their_state_and_what_they_do() -> None:
    alarm = {
        "AlarmName": "cpu",
        "AlarmArn": "arn:aws:cloudwatch:us-east-1:1:alarm:cpu",
        "StateValue": "INSUFFICIENT_DATA",
        "StateUpdatedTimestamp": AT,
        "Period": 60,
        "AlarmActions": [],
        "AlarmDescription": "not kept",
    }
    answer = {"cloudwatch:DescribeAlarms": {"MetricAlarms": [alarm]}}
    [found] = listed(SOURCE, answer)
    assert (found.id, found.state) == ("cpu", "INSUFFICIENT_DATA")
    assert found.attributes["StateUpdatedTimestamp"] == "2026-03-01T00:00:00+00:00"
    assert found.attributes["AlarmActions"] == []
    assert "AlarmDescription" not in found.attributes


def test_alarms_that_composite_alarms_are_made_of() -> None:
    arn = "arn:aws:cloudwatch:us-east-1:1:alarm:"
    names = ("disk full", "queue-deep", "alone")
    rule = f"ALARM(\"disk full\") AND NOT OK( {arn}queue-deep ) OR ALARM('other')"

    def alarms(parameters: Mapping[str, object]) -> Answer:
        if parameters["AlarmTypes"] == ["CompositeAlarm"]:
            return {"CompositeAlarms": [{"AlarmName": "all", "AlarmRule": rule}]}
        return {"MetricAlarms": [{"AlarmName": one, "AlarmArn": arn + one} for one in names]}

    found = listed(SOURCE, {"cloudwatch:DescribeAlarms": alarms})
    assert [one.attributes["IsPartOfComposite"] for one in found] == [True, True, False]
