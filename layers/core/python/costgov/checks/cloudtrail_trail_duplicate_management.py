"""Management events recorded twice, of which the second copy is charged."""

from typing import Final

from costgov.checks._cloudtrail import records_management
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudtrail_trail_duplicate_management",
    title="CloudTrail records management events more than once",
    why="The first copy of management events is free in each region, every further one is charged.",
    kinds=("AWS::CloudTrail::Trail",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"),
    docs="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html",
)


def evaluate(trail: Resource, look: Look) -> Verdict:
    """Of several the widest stays: the organisation's, then one of all regions, then the oldest id.

    A trail that the account does not own is not its to change.
    """
    if not _counts(trail, look) or trail.account_id not in trail.arn:
        return PASSED
    others = [
        one
        for one in look.estate.of_kind(trail.kind)
        if one.id != trail.id and _covers(one, trail) and _order(one) < _order(trail)
    ]
    wider = [one for one in others if _counts(one, look)]
    if not wider:
        return PASSED
    return Failed(
        f"{wider[0].attributes.get('Name', wider[0].id)} records the same management events.",
        unpriced="how many events it records is only on the bill (PaidEventsRecorded)",
    )


def _counts(trail: Resource, look: Look) -> bool:
    return bool(look.attribute(trail, "IsLogging")) and records_management(trail, look)


def _covers(one: Resource, other: Resource) -> bool:
    is_wide = bool(one.attributes.get("IsMultiRegionTrail"))
    return is_wide or (
        one.region == other.region and not other.attributes.get("IsMultiRegionTrail")
    )


def _order(trail: Resource) -> tuple[bool, bool, str]:
    told = trail.attributes
    return not told.get("IsOrganizationTrail"), not told.get("IsMultiRegionTrail"), trail.id
