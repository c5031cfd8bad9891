"""EFS file systems."""

from costgov.collectors.inventory.efs import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

ANSWERS: Answers = {
    "efs:DescribeFileSystems": {
        "FileSystems": [
            {
                "FileSystemId": "fs-1",
                "FileSystemArn": "arn:aws:elasticfilesystem:us-east-1:1:file-system/fs-1",
                "LifeCycleState": "available",
                "NumberOfMountTargets": 3,
                "SizeInBytes": {"Value": 10, "ValueInIA": 4, "ValueInStandard": 6},
                "ThroughputMode": "elastic",
                "PerformanceMode": "generalPurpose",
                "Tags": [{"Key": "Name", "Value": "home"}],
            }
        ]
    },
    "efs:DescribeLifecycleConfiguration": {
        "LifecyclePolicies": [{"TransitionToIA": "AFTER_30_DAYS"}]
    },
}


def test_sizes_by_class_and_the_lifecycle() -> None:
    [found] = listed(SOURCE, ANSWERS)
    assert (found.name, found.state) == ("home", "available")
    assert found.attributes["LifecyclePolicies"] == [{"TransitionToIA": "AFTER_30_DAYS"}]
    assert found.attributes["SizeInBytes"] == {"Value": 10, "ValueInIA": 4, "ValueInStandard": 6}
    assert "PerformanceMode" not in found.attributes
    assert all(spec.dimensions(found) == {"FileSystemId": "fs-1"} for spec in SOURCE.metrics)


def test_a_refused_lifecycle_is_not_an_empty_one() -> None:
    refused = {**ANSWERS, "efs:DescribeLifecycleConfiguration": SourceDenied("no")}
    [found] = listed(SOURCE, refused)
    assert found.attributes["LifecyclePoliciesDenied"] == "no"
    assert "LifecyclePolicies" not in found.attributes
