"""Answers that are asked for again every few seconds."""

from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks._structures import structure
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="route53_hosted_zone_ttl_low",
    title="Route 53 records are asked for again too soon",
    why="A short time to live makes resolvers ask again, and each question is charged.",
    kinds=("AWS::Route53::HostedZone",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("route53:ListHostedZones", "route53:ListResourceRecordSets"),
    docs="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-basic.html",
    metrics=("DNSQueries",),
    window_days=30,
    thresholds=thresholds(
        seconds=("300", "seconds", "a longer time to live is no waste"),
        queries=("10000000", "queries", "a month; fewer cost less than 4 USD"),
    ),
)


def evaluate(zone: Resource, look: Look) -> Verdict:
    """Private zones publish no metric of queries, and are left alone."""
    if look.attribute(zone, "PrivateZone"):
        return PASSED
    queries = in_a_month(look, zone, "DNSQueries")
    if queries < look.setting("queries"):
        return PASSED
    ttls = structure(zone, look, "Records")["Ttls"]
    low = sum(count for ttl, count in ttls.items() if int(ttl) < look.setting("seconds"))
    if not low:
        return PASSED
    return Failed(
        f"{low} records live for less than {look.setting('seconds')} seconds, and"
        f" {queries / 10**6:.1f} million queries come a month.",
        unpriced="which records the queries ask for is not measured",
    )
