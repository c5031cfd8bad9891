"""Kinesis data streams."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

STREAM: Final = "AWS::Kinesis::Stream"
_LIST: Final = "kinesis:ListStreams"
# Each stream is asked for by itself: shards and consumers are told nowhere else.
_SUMMARY: Final = "kinesis:DescribeStreamSummary"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    names = [str(name) for name in reader.each(_LIST, "StreamNames")]
    tags = tags_by_arn(reader, "kinesis:stream") if names else {}
    for name in names:
        # Deleted since it was listed.
        answer = reader.one(_SUMMARY, absent=("ResourceNotFoundException",), StreamName=name)
        if answer is None:
            continue
        stream = answer["StreamDescriptionSummary"]
        attributes = kept(stream, "OpenShardCount", "RetentionPeriodHours", "ConsumerCount")
        # Not told of streams that were made before there was a choice.
        mode = (stream.get("StreamModeDetails") or {}).get("StreamMode", "PROVISIONED")
        yield place.resource(
            STREAM,
            name,
            stream["StreamARN"],
            state=stream.get("StreamStatus", "ACTIVE"),
            created=stream.get("StreamCreationTimestamp"),
            tags=tags.get(stream["StreamARN"]),
            attributes=attributes | {"StreamMode": mode},
        )


def _dimensions(stream: Resource) -> dict[str, str]:
    return {"StreamName": stream.id}


SOURCE: Final = Source(
    name="kinesis",
    kinds=(STREAM,),
    calls=(_LIST, _SUMMARY, TAGGED),
    fetch=_fetch,
    metrics=tuple(
        # Published only when something is put or got.
        MetricSpec(
            STREAM, "AWS/Kinesis", name, unit, _dimensions, reading="count", silent_is_zero=True
        )
        for name, unit in (
            ("IncomingBytes", "Bytes"),
            ("IncomingRecords", "Count"),
            ("GetRecords.Bytes", "Bytes"),
        )
    ),
)
