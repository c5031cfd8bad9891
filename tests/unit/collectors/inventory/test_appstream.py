"""AppStream: fleets and image builders."""

from costgov.collectors.inventory.appstream import SOURCE

from tests.fakes.listings import Answers, listed

ARN = "arn:aws:appstream:us-east-1:222233334444"


def test_fleets_and_builders() -> None:
    fleet = {
        "Name": "desks",
        "Arn": f"{ARN}:fleet/desks",
        "State": "RUNNING",
        "InstanceType": "stream.standard.medium",
        "FleetType": "ALWAYS_ON",
        "ComputeCapacityStatus": {"Desired": 2, "InUse": 0},
    }
    builder = {"Name": "base", "Arn": f"{ARN}:image-builder/base", "State": "STOPPED"}
    answers: Answers = {
        "appstream:DescribeFleets": {"Fleets": [fleet, {**fleet, "State": "STOPPED"}]},
        "appstream:DescribeImageBuilders": {"ImageBuilders": [builder]},
    }
    running, stopped, found = listed(SOURCE, answers)

    assert running.attributes["ComputeCapacityStatus"] == {"Desired": 2, "InUse": 0}
    assert (found.kind, found.id) == ("AWS::AppStream::ImageBuilder", "base")
    [in_use] = SOURCE.metrics
    assert in_use.dimensions(running) == {"Fleet": "desks"}
    assert in_use.dimensions(stopped) is None
