"""Own images, and the images that launch templates start."""

from datetime import UTC, datetime

from costgov.collectors.inventory.images import SOURCE

from tests.fakes.listings import Answers, listed


def test_images_with_their_snapshots_and_templates_with_their_images() -> None:
    answers: Answers = {
        "ec2:DescribeImages": {
            "Images": [
                {
                    "ImageId": "ami-1",
                    "State": "available",
                    "CreationDate": "2026-03-01T09:00:00.000Z",
                    "Public": False,
                    "BlockDeviceMappings": [
                        {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-1"}},
                        {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"},
                    ],
                }
            ]
        },
        "ec2:DescribeLaunchTemplateVersions": {
            "LaunchTemplateVersions": [
                {"LaunchTemplateId": "lt-1", "LaunchTemplateData": {"ImageId": "ami-2"}},
                {"LaunchTemplateId": "lt-1", "LaunchTemplateData": {"ImageId": "ami-1"}},
                {"LaunchTemplateId": "lt-2", "LaunchTemplateData": {}},
            ]
        },
    }

    image, first, second = listed(SOURCE, answers)

    assert image.launched_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert image.attributes == {"Public": False, "SnapshotIds": ["snap-1"]}
    assert first.attributes["ImageIds"] == ["ami-1", "ami-2"]
    assert second.attributes["ImageIds"] == []
