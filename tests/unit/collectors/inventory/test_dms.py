"""Replication instances with the tasks on them."""

from datetime import UTC, datetime

from costgov.collectors.inventory.dms import SOURCE

from tests.fakes.listings import listed

ARN = "arn:aws:dms:us-east-1:222233334444:rep:ABC"
STOPPED = datetime(2026, 8, 1, tzinfo=UTC)


def instance(arn: str) -> dict[str, object]:
    return {
        "ReplicationInstanceIdentifier": arn.rpartition(":")[2].lower(),
        "ReplicationInstanceArn": arn,
        "ReplicationInstanceClass": "dms.t3.medium",
        "ReplicationInstanceStatus": "available",
        "AllocatedStorage": 50,
        "MultiAZ": False,
        "InstanceCreateTime": datetime(2025, 3, 1, tzinfo=UTC),
    }


def test_instances_with_their_tasks() -> None:
    task = {
        "ReplicationInstanceArn": ARN,
        "Status": "stopped",
        "ReplicationTaskStats": {"StopDate": STOPPED},
    }
    first, second = listed(
        SOURCE,
        {
            "dms:DescribeReplicationInstances": {
                "ReplicationInstances": [instance(ARN), instance(ARN.replace("ABC", "XYZ"))]
            },
            "dms:DescribeReplicationTasks": {"ReplicationTasks": [task]},
        },
    )
    assert (first.id, first.instance_type) == ("abc", "dms.t3.medium")
    assert first.attributes["Tasks"] == [
        {
            "Status": "stopped",
            "StopDate": "2026-08-01T00:00:00+00:00",
            "ReplicationTaskCreationDate": None,
        }
    ]
    assert second.attributes["Tasks"] == []


def test_tasks_are_not_asked_for_where_there_are_no_instances() -> None:
    assert listed(SOURCE, {}) == []
