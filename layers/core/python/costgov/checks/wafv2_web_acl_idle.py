"""Rules that nothing passes."""

from typing import Final

from costgov.checks._wafv2 import web_acl_lines
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="wafv2_web_acl_idle",
    title="Web ACL saw no request",
    why="A web ACL in front of what nobody calls is charged with all its rules.",
    kinds=("AWS::WAFv2::WebACL",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("wafv2:ListWebACLs", "wafv2:GetWebACL", "wafv2:ListResourcesForWebACL"),
    docs="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html",
    metrics=("AllowedRequests", "BlockedRequests"),
    window_days=30,
)


def evaluate(web_acl: Resource, look: Look) -> Verdict:
    """One that is associated with nothing is another check's."""
    is_regional = look.attribute(web_acl, "Scope") != "CLOUDFRONT"
    if look.attribute(web_acl, "ManagedByFirewallManager"):
        return PASSED
    if is_regional and not look.attribute(web_acl, "Resources"):
        return PASSED
    seen = look.total(web_acl, "AllowedRequests") + look.total(web_acl, "BlockedRequests")
    if seen:
        return PASSED
    return Failed(
        f"No request came in {look.meta.window_days} days.", now=web_acl_lines(web_acl, look)
    )
