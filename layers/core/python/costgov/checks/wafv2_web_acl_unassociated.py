"""Rules that protect nothing."""

from typing import Final

from costgov.checks._wafv2 import web_acl_lines
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="wafv2_web_acl_unassociated",
    title="Web ACL is associated with nothing",
    why="A web ACL and each of its rules are charged whether or not they protect anything.",
    kinds=("AWS::WAFv2::WebACL",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=(
        "wafv2:ListWebACLs",
        "wafv2:GetWebACL",
        "wafv2:ListResourcesForWebACL",
        "cloudfront:ListDistributions",
    ),
    docs="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-deleting.html",
)


def evaluate(web_acl: Resource, look: Look) -> Verdict:
    """Distributions tell which web ACL is theirs; the others' are told by WAF."""
    if look.attribute(web_acl, "ManagedByFirewallManager"):
        return PASSED
    if look.attribute(web_acl, "Scope") == "CLOUDFRONT":
        distributions = look.estate.of_kind("AWS::CloudFront::Distribution")
        if not distributions:
            raise NotKnown("no distribution of the account is known")
        if any(one.attributes.get("WebACLId") == web_acl.arn for one in distributions):
            return PASSED
    elif look.attribute(web_acl, "Resources"):
        return PASSED
    return Failed("It is associated with nothing.", now=web_acl_lines(web_acl, look))
