"""A stream that keeps records for longer than is included."""

from typing import Final

from costgov.checks._kinesis import IAM, STREAM, is_on_demand
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kinesis_stream_retention_extended",
    title="Kinesis stream keeps records longer than a day",
    why="A day is included; up to seven each shard is charged once more, beyond that the data.",
    kinds=(STREAM,),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    # Consumers may count on reading again.
    risk=Level.MEDIUM,
    reversible=False,
    iam=IAM,
    docs=("https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html"),
    thresholds=thresholds(hours=("24", "hours", "how long is included")),
)


def evaluate(stream: Resource, look: Look) -> Verdict:
    """Priced for shards, and of these what the first seven days cost."""
    kept = look.number(stream, "RetentionPeriodHours")
    if kept <= look.setting("hours"):
        return PASSED
    why = f"Records are kept for {kept:f} hours; {look.setting('hours'):f} are included."
    if is_on_demand(stream, look):
        return Failed(why=why, unpriced="what is stored on demand is told by no API")
    hours = look.number(stream, "OpenShardCount") * HOURS_A_MONTH
    return Failed(why=why, now=(Line("kinesis/Extended-ShardHour", hours),))
