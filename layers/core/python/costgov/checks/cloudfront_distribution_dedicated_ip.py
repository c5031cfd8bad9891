"""Addresses of its own for clients that hardly exist any more."""

from decimal import Decimal
from typing import Final

from costgov.checks._structures import structure
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="cloudfront_distribution_dedicated_ip",
    title="CloudFront certificate has dedicated addresses",
    why="Dedicated addresses serve clients without SNI, hardly any of which are left.",
    kinds=("AWS::CloudFront::Distribution",),
    action=Action.CONFIGURE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudfront:ListDistributions",),
    docs="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-https-dedicated-ip-or-sni.html",
)


def evaluate(distribution: Resource, look: Look) -> Verdict:
    """The charge is by certificate: distributions that share one pay it once."""
    own = structure(distribution, look, "ViewerCertificate")
    if own.get("SSLSupportMethod") != "vip":
        return PASSED
    certificate = own.get("ACMCertificateArn") or own.get("IAMCertificateId")
    sharing = sorted(
        one.id
        for one in look.estate.of_kind(distribution.kind)
        if certificate in _certificates(one)
    )
    if certificate is not None and distribution.id != sharing[0]:
        return Failed(
            f"Its certificate has dedicated addresses, as that of {sharing[0]} has.",
            unpriced=f"the certificate is charged once, which is counted at {sharing[0]}",
        )
    return Failed(
        "Its certificate is served from dedicated addresses instead of by SNI.",
        now=(Line("cloudfront.dedicated-ip", Decimal(1)),),
    )


def _certificates(distribution: Resource) -> set[str]:
    """The certificate that a distribution serves from dedicated addresses, if any."""
    told = distribution.attributes.get("ViewerCertificate")
    if not isinstance(told, dict) or told.get("SSLSupportMethod") != "vip":
        return set()
    names = ("ACMCertificateArn", "IAMCertificateId")
    return {str(told[name]) for name in names if told.get(name)}
