"""A stream that is fed and never read."""

from typing import Final

from costgov.checks._kinesis import IAM, PUT, STREAM, charged
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kinesis_stream_consumers_missing",
    title="Nobody reads what is put into the Kinesis stream",
    why="Records that nobody reads are paid for when they are put, and expire.",
    kinds=(STREAM,),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    # The producers have to be stopped first.
    risk=Level.MEDIUM,
    reversible=True,
    iam=(*IAM, "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/streams/latest/dev/building-consumers.html",
    metrics=(*PUT, "GetRecords.Bytes"),
    window_days=14,
)


def evaluate(stream: Resource, look: Look) -> Verdict:
    """Neither read by anyone nor subscribed to; one that is not fed is idle."""
    look.old_enough(stream)
    if not look.total(stream, "IncomingRecords") or look.total(stream, "GetRecords.Bytes"):
        return PASSED
    if look.number(stream, "ConsumerCount"):
        return PASSED
    return Failed(
        why=f"Records were put and none was read in {META.window_days} days.",
        now=charged(stream, look),
    )
