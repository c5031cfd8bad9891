"""EBS volumes: what is kept of them, and which metrics are asked for."""

from datetime import UTC, datetime
from typing import Any

from costgov.collectors.inventory.ebs import SOURCE

from tests.fakes.listings import Answers, listed

CREATED = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_volumes_of_every_page() -> None:
    used = {
        "VolumeId": "vol-1",
        "State": "in-use",
        "VolumeType": "gp3",
        "Size": 100,
        "Iops": 3000,
        "Throughput": 125,
        "CreateTime": CREATED,
        "Attachments": [{"InstanceId": "i-1", "State": "attached"}],
        "Tags": [{"Key": "Name", "Value": "data"}],
    }
    free = {"VolumeId": "vol-2", "State": "available", "VolumeType": "gp2", "Size": 8}
    pages: list[dict[str, Any]] = [{"Volumes": [used]}, {"Volumes": [free]}]

    first, second = listed(SOURCE, {"ec2:DescribeVolumes": pages})

    assert first.arn == "arn:aws:ec2:us-east-1:222233334444:volume/vol-1"
    assert first.launched_at == CREATED
    assert first.name == "data"
    assert first.attributes["Attachments"] == [{"InstanceId": "i-1", "State": "attached"}]
    # What AWS did not say is not there, rather than empty.
    assert "Attachments" not in second.attributes
    asked = {spec.name: spec.dimensions(first) for spec in SOURCE.metrics}
    assert asked["VolumeReadOps"] == {"VolumeId": "vol-1"}
    assert all(spec.dimensions(second) is None for spec in SOURCE.metrics)


def test_snapshots_know_who_keeps_them_and_where_they_restore_fast() -> None:
    answers: Answers = {
        "ec2:DescribeSnapshots": {
            "Snapshots": [
                {
                    "SnapshotId": "snap-1",
                    "State": "completed",
                    "StartTime": CREATED,
                    "VolumeId": "vol-1",
                    "VolumeSize": 100,
                    "FullSnapshotSizeInBytes": 2**30,
                    "StorageTier": "standard",
                },
                {
                    "SnapshotId": "snap-2",
                    "State": "completed",
                    "Tags": [{"Key": "aws:dlm:lifecycle-policy-id", "Value": "policy-1"}],
                },
            ]
        },
        "ec2:DescribeFastSnapshotRestores": {
            "FastSnapshotRestores": [
                {"SnapshotId": "snap-1", "AvailabilityZone": "us-east-1b", "State": "enabled"},
                {"SnapshotId": "snap-1", "AvailabilityZone": "us-east-1a", "State": "optimizing"},
                {"SnapshotId": "snap-2", "AvailabilityZone": "us-east-1a", "State": "disabled"},
            ]
        },
    }

    first, second = listed(SOURCE, answers)

    assert first.key == "AWS::EC2::Snapshot#snap-1"
    assert first.attributes == {
        "VolumeId": "vol-1",
        "VolumeSize": 100,
        "FullSnapshotSizeInBytes": 2**30,
        "StorageTier": "standard",
        "FastRestoreZones": ["us-east-1a", "us-east-1b"],
    }
    assert (first.managed_by, second.managed_by) == (None, "dlm")
    assert second.attributes["FastRestoreZones"] == []


def test_what_a_service_restores_from_is_its_own() -> None:
    tags = [{"Key": "AWSElasticDisasterRecoveryManaged", "Value": "drs.amazonaws.com"}]
    volume = {"VolumeId": "vol-1", "State": "available", "Tags": tags}
    snapshot = {"SnapshotId": "snap-1", "State": "completed", "Tags": tags}
    found = listed(
        SOURCE,
        {
            "ec2:DescribeVolumes": {"Volumes": [volume]},
            "ec2:DescribeSnapshots": {"Snapshots": [snapshot]},
        },
    )
    assert [one.managed_by for one in found] == ["drs", "drs"]
