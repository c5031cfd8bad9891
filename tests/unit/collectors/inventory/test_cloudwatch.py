"""CloudWatch alarms."""

from datetime import UTC, datetime

from costgov.collectors.inventory.cloudwatch import SOURCE

from tests.fakes.listings import listed

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
