"""A zone with nothing but its own name servers."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

_OWN_RECORDS: Final = 2
META: Final = Meta(
    id="route53_hosted_zone_empty",
    title="Route 53 hosted zone has no records",
    why="A zone is charged by the month, whatever is in it.",
    kinds=("AWS::Route53::HostedZone",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("route53:ListHostedZones",),
    docs="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DeleteHostedZone.html",
)


def evaluate(zone: Resource, look: Look) -> Verdict:
    """Every zone has two records from the start: its name servers and its authority.

    PASSED for zones that a service of AWS keeps for itself.
    """
    if zone.managed_by or look.number(zone, "ResourceRecordSetCount") > _OWN_RECORDS:
        return PASSED
    return Failed(
        f"{zone.attributes.get('Name')} has no record of its own.",
        now=(Line("route53.hosted-zone", Decimal(1)),),
    )
