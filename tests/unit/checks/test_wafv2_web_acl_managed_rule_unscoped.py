"""wafv2_web_acl_managed_rule_unscoped: charged for every request."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.web_acls import rule, web_acl

CHECK = "wafv2_web_acl_managed_rule_unscoped"
BOTS = "AWSManagedRulesBotControlRuleSet"


def test_none_without_web_acls() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_free_or_scoped_down() -> None:
    rules = [rule("common", "AWSManagedRulesCommonRuleSet"), rule("bots", BOTS, scoped=True)]
    assert verdicts(CHECK, [web_acl(rules=rules)]) == {"shop": PASSED}


def test_fail_names_the_rules() -> None:
    finding = failed(verdicts(CHECK, [web_acl(rules=[rule("own"), rule("bots", BOTS)])])["shop"])
    assert finding.why == "These rules look at every request: bots."
    assert finding.unpriced


def test_unknown_where_rules_were_refused() -> None:
    refused = resource("AWS::WAFv2::WebACL", "shop", RulesDenied="no")
    assert unknown(verdicts(CHECK, [refused])["shop"]) == "Rules was refused us: no"
