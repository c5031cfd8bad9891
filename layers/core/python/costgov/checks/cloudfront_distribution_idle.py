"""A distribution nobody visits."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudfront_distribution_idle",
    title="CloudFront distribution has hardly a request",
    why="What nobody visits keeps certificates, origins and firewall rules alive that are charged.",
    kinds=("AWS::CloudFront::Distribution",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("cloudfront:ListDistributions",),
    docs="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowToDeleteDistribution.html",
    metrics=("Requests",),
    window_days=30,
    thresholds=thresholds(
        requests=("100", "requests", "in 30 days; scanners find every distribution")
    ),
)


def evaluate(distribution: Resource, look: Look) -> Verdict:
    """One that was changed within the window may be about to be used."""
    if not look.attribute(distribution, "Enabled"):
        return PASSED
    requests = look.total(distribution, "Requests")
    if requests >= look.setting("requests"):
        return PASSED
    changed = look.days_since(look.attribute(distribution, "LastModifiedTime"))
    if changed < look.meta.window_days:
        return PASSED
    return Failed(
        f"{requests:.0f} requests came in {look.meta.window_days} days.",
        unpriced="CloudFront charges requests and bytes, of which there are none",
    )
