"""Served from the dearest edges as well."""

from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudfront_distribution_price_class_all",
    title="CloudFront serves from its dearest edge locations",
    why="Price class 100 or 200 leaves out the locations where a GB costs most.",
    kinds=("AWS::CloudFront::Distribution",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudfront:ListDistributions",),
    docs="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html",
    metrics=("BytesDownloaded",),
    window_days=30,
    thresholds=thresholds(gb=("100", "GB", "serving less in 30 days is not worth the change")),
)


def evaluate(distribution: Resource, look: Look) -> Verdict:
    """Where its visitors are, and so what it saves, only the bill's usage types tell."""
    if look.attribute(distribution, "PriceClass") != "PriceClass_All":
        return PASSED
    served = in_gb(look.total(distribution, "BytesDownloaded"))
    if served < look.setting("gb"):
        return PASSED
    return Failed(
        f"{served:.0f} GB were served in {look.meta.window_days} days from every edge location.",
        unpriced="from which edge locations it was served is only on the bill",
    )
