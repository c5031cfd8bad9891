"""A stream of shards that would cost less on demand."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._kinesis import IAM, PUT, STREAM, is_on_demand, on_demand, provisioned
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kinesis_stream_provisioned_costlier",
    title="Kinesis stream would cost less on demand",
    why="Many shards that are mostly idle cost more than paying for the data.",
    kinds=(STREAM,),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html",
    metrics=(*PUT, "GetRecords.Bytes"),
    window_days=14,
    thresholds=thresholds(saved=("0.15", "share", "less is not worth changing")),
)


def evaluate(stream: Resource, look: Look) -> Verdict:
    """An idle stream is for deletion."""
    if is_on_demand(stream, look) or not look.total(stream, "IncomingRecords"):
        return PASSED
    now, then = provisioned(stream, look), on_demand(stream, look)
    before, after = cost(now, look, stream), cost(then, look, stream)
    if not before or (before - after) / before <= look.setting("saved"):
        return PASSED
    return Failed(why="Its data would cost less on demand than its shards do.", now=now, then=then)
