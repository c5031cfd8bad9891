"""A stream that nobody puts anything into."""

from typing import Final

from costgov.checks._kinesis import IAM, PUT, STREAM, charged
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kinesis_stream_idle",
    title="Nobody puts records into the Kinesis stream",
    why="Shards, and streams on demand, are charged by the hour, used or not.",
    kinds=(STREAM,),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/streams/latest/dev/working-with-streams.html",
    metrics=(*PUT, "GetRecords.Bytes"),
    window_days=14,
)


def evaluate(stream: Resource, look: Look) -> Verdict:
    """UNKNOWN before it is as old as the window."""
    look.old_enough(stream)
    if look.total(stream, "IncomingRecords"):
        return PASSED
    return Failed(why=f"No record was put in {META.window_days} days.", now=charged(stream, look))
