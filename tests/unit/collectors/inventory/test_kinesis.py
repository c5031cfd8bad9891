"""Kinesis streams of either mode."""

from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.kinesis import SOURCE

from tests.fakes.listings import listed

ARN = "arn:aws:kinesis:us-east-1:222233334444:stream"
CREATED = datetime(2025, 3, 1, tzinfo=UTC)


def summary(parameters: Mapping[str, object]) -> Mapping[str, object] | None:
    name = parameters["StreamName"]
    if name == "gone":
        return None
    told = {
        "StreamName": name,
        "StreamARN": f"{ARN}/{name}",
        "StreamStatus": "ACTIVE",
        "OpenShardCount": 4,
        "RetentionPeriodHours": 24,
        "ConsumerCount": 0,
        "StreamCreationTimestamp": CREATED,
    }
    if name == "clicks":
        told["StreamModeDetails"] = {"StreamMode": "ON_DEMAND"}
    return {"StreamDescriptionSummary": told}


def test_streams_of_either_mode() -> None:
    old, clicks = listed(
        SOURCE,
        {
            "kinesis:ListStreams": {"StreamNames": ["old", "gone", "clicks"]},
            "kinesis:DescribeStreamSummary": summary,
            "resourcegroupstaggingapi:GetResources": {
                "ResourceTagMappingList": [
                    {"ResourceARN": f"{ARN}/clicks", "Tags": [{"Key": "Team", "Value": "web"}]}
                ]
            },
        },
    )
    assert old.attributes["StreamMode"] == "PROVISIONED"
    assert clicks.attributes["StreamMode"] == "ON_DEMAND"
    assert (old.launched_at, clicks.tags) == (CREATED, {"Team": "web"})
    assert all(spec.dimensions(old) == {"StreamName": "old"} for spec in SOURCE.metrics)
    assert all(spec.silent_is_zero for spec in SOURCE.metrics)
