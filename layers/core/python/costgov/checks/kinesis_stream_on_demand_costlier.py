"""A stream on demand whose even load would cost less in shards."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._kinesis import (
    IAM,
    PUT,
    STREAM,
    is_on_demand,
    needed_shards,
    on_demand,
    payloads,
    shard_hours,
)
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kinesis_stream_on_demand_costlier",
    title="Kinesis stream would cost less with provisioned shards",
    why="On demand charges a stream and its data a multiple of what well-used shards cost.",
    kinds=(STREAM,),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # More than was ever put is throttled.
    risk=Level.MEDIUM,
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html",
    metrics=(*PUT, "GetRecords.Bytes"),
    window_days=14,
    thresholds=thresholds(
        target=("0.5", "share", "how much of its shards the busiest hour may use"),
        saved=("0.15", "share", "less is not worth changing"),
    ),
)


def evaluate(stream: Resource, look: Look) -> Verdict:
    """Shards for the busiest hour all month; an idle stream is for deletion."""
    if not is_on_demand(stream, look) or not look.total(stream, "IncomingRecords"):
        return PASSED
    now = on_demand(stream, look)
    shards = needed_shards(stream, look, look.setting("target"))
    then = (shard_hours(shards), payloads(stream, look))
    before, after = cost(now, look, stream), cost(then, look, stream)
    if not before or (before - after) / before <= look.setting("saved"):
        return PASSED
    return Failed(
        why=f"{shards:f} shards bear its busiest hour and cost less than on demand.",
        now=now,
        then=then,
    )
