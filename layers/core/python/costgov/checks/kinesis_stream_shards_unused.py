"""A stream with more shards than its busiest hour takes."""

from typing import Final

from costgov.checks._kinesis import (
    IAM,
    PUT,
    STREAM,
    is_on_demand,
    needed_shards,
    shard_hours,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kinesis_stream_shards_unused",
    title="Kinesis stream has more shards than it needs",
    why="Each shard is charged by the hour; shards are merged without stopping the stream.",
    kinds=(STREAM,),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # A peak inside an hour, or a hot key, may be throttled.
    risk=Level.MEDIUM,
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-resharding.html",
    metrics=PUT,
    window_days=14,
    thresholds=thresholds(
        target=("0.5", "share", "how much of its shards the busiest hour may use"),
    ),
)


def evaluate(stream: Resource, look: Look) -> Verdict:
    """An idle stream is for deletion."""
    if is_on_demand(stream, look) or not look.total(stream, "IncomingRecords"):
        return PASSED
    shards = look.number(stream, "OpenShardCount")
    needed = needed_shards(stream, look, look.setting("target"))
    if needed >= shards:
        return PASSED
    return Failed(
        why=f"{needed:f} of its {shards:f} shards bear its busiest hour.",
        now=(shard_hours(shards),),
        then=(shard_hours(needed),),
    )
