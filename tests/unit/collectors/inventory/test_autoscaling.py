"""Auto Scaling groups: their size, who is in them, and the images they start."""

from collections.abc import Mapping
from typing import Any

from costgov.collectors.inventory.autoscaling import SOURCE
from costgov.domain.resources import Resource

from tests.fakes.listings import Answers, listed

ARN = "arn:aws:autoscaling:us-east-1:222233334444:autoScalingGroup:x:autoScalingGroupName/"


def _group(name: str, **more: Any) -> dict[str, Any]:
    told = {"AutoScalingGroupName": name, "AutoScalingGroupARN": ARN + name}
    return {**told, "MinSize": 2, "MaxSize": 2, "DesiredCapacity": 2, "Instances": [], **more}


def _version(asked: Mapping[str, object]) -> Mapping[str, Any] | None:
    if asked["LaunchTemplateId"] == "lt-gone":
        return None
    if asked["LaunchTemplateId"] == "lt-arm":
        return {"LaunchTemplateVersions": [{"LaunchTemplateData": {"ImageId": "ami-arm"}}]}
    assert asked["Versions"] == ["3"]
    return {"LaunchTemplateVersions": [{"LaunchTemplateData": {"ImageId": "ami-3"}}]}


def found() -> dict[str, Resource]:
    arm = {"InstanceType": "m7g.large"}
    mixed = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1", "Version": "3"},
            "Overrides": [
                {"InstanceType": "m7i.large"},
                {**arm, "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-arm"}},
            ],
        }
    }
    answers: Answers = {
        "autoscaling:DescribeAutoScalingGroups": {
            "AutoScalingGroups": [
                _group("held", LaunchTemplate={"LaunchTemplateId": "lt-1", "Version": "3"}),
                _group("mixed", MixedInstancesPolicy=mixed),
                _group("gone", LaunchTemplate={"LaunchTemplateId": "lt-gone", "Version": "1"}),
                _group(
                    "old",
                    LaunchConfigurationName="lc-1",
                    Instances=[{"InstanceId": "i-1"}],
                    SuspendedProcesses=[{"ProcessName": "Launch"}],
                    Tags=[{"Key": "eks:nodegroup-name", "Value": "pool"}],
                ),
            ]
        },
        "autoscaling:DescribeLaunchConfigurations": {
            "LaunchConfigurations": [
                {
                    "LaunchConfigurationName": "lc-1",
                    "LaunchConfigurationARN": "arn:lc-1",
                    "ImageId": "ami-1",
                    "InstanceType": "m4.large",
                }
            ]
        },
        "autoscaling:DescribePolicies": {"ScalingPolicies": [{"AutoScalingGroupName": "held"}]},
        "ec2:DescribeLaunchTemplateVersions": _version,
    }
    return {one.id: one for one in listed(SOURCE, answers)}


def test_images_are_those_of_the_version_a_group_is_held_to() -> None:
    by_id = found()
    images = {name: one.attributes.get("ImageIds") for name, one in by_id.items()}

    assert images == {
        "held": ["ami-3"],
        "mixed": ["ami-3", "ami-arm"],
        "gone": [],
        "old": ["ami-1"],
        "lc-1": None,
    }


def test_groups_and_configurations() -> None:
    by_id = found()

    assert by_id["held"].attributes["HasPolicy"] is True
    assert by_id["old"].attributes["HasPolicy"] is False
    assert by_id["old"].attributes["SuspendedProcesses"] == ["Launch"]
    assert by_id["old"].attributes["InstanceIds"] == ["i-1"]
    assert by_id["old"].managed_by == "eks/pool"
    assert by_id["lc-1"].kind == "AWS::AutoScaling::LaunchConfiguration"
    assert by_id["lc-1"].instance_type == "m4.large"
