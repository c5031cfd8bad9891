"""Every read and write of every object recorded, each one charged."""

from typing import Final

from costgov.checks._cloudtrail import unlimited_data_types
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudtrail_trail_data_events_all",
    title="CloudTrail records data events of everything",
    why="Data events are charged one by one, and of all buckets or functions there are many.",
    kinds=("AWS::CloudTrail::Trail",),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"),
    docs="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
)


def evaluate(trail: Resource, look: Look) -> Verdict:
    """Whether that much must be recorded is a question of policy."""
    if not look.attribute(trail, "IsLogging"):
        return PASSED
    types = unlimited_data_types(trail, look)
    if not types:
        return PASSED
    return Failed(
        f"It records every data event of {', '.join(types)}.",
        unpriced="how many events it records is only on the bill (DataEventsRecorded)",
    )
