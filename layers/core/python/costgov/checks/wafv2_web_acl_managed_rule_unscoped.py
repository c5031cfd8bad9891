"""A managed rule group charged by the request that looks at every request."""

from typing import Final

from costgov.checks._structures import structures
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

# Charged by the request: https://aws.amazon.com/waf/pricing/
_PAID: Final = frozenset(
    {
        "AWSManagedRulesBotControlRuleSet",
        "AWSManagedRulesATPRuleSet",
        "AWSManagedRulesACFPRuleSet",
    }
)
META: Final = Meta(
    id="wafv2_web_acl_managed_rule_unscoped",
    title="Paid WAF rule group looks at every request",
    why="Such a group charges each request it sees, and a scope-down leaves out what needs none.",
    kinds=("AWS::WAFv2::WebACL",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("wafv2:ListWebACLs", "wafv2:GetWebACL"),
    docs="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-scope-down-statements.html",
)


def evaluate(web_acl: Resource, look: Look) -> Verdict:
    """Which requests need not be looked at, only those know who run what it protects."""
    unscoped = [
        str(rule["Name"])
        for rule in structures(web_acl, look, "Rules")
        if rule.get("ManagedGroup") in _PAID and not rule.get("HasScopeDown")
    ]
    if not unscoped:
        return PASSED
    return Failed(
        f"These rules look at every request: {', '.join(unscoped)}.",
        unpriced="which requests could be left out is not known from here",
    )
