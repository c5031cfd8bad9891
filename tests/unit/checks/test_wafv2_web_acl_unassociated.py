"""wafv2_web_acl_unassociated: protects nothing."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.web_acls import ARN, rule, web_acl

CHECK = "wafv2_web_acl_unassociated"


def distribution(acl: str) -> Resource:
    return resource("AWS::CloudFront::Distribution", "E1", region="global", WebACLId=acl)


def test_none_without_web_acls() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_protects_something_or_is_not_ours() -> None:
    assert verdicts(CHECK, [web_acl(protects=["arn:alb"])]) == {"shop": PASSED}
    assert verdicts(CHECK, [web_acl(managed=True)]) == {"shop": PASSED}
    edge = [web_acl(scope="CLOUDFRONT"), distribution(ARN)]
    assert verdicts(CHECK, edge)["shop"] == PASSED


def test_fail_with_each_rule() -> None:
    finding = failed(verdicts(CHECK, [web_acl(rules=[rule("a"), rule("b", "Common")])])["shop"])
    assert finding.now == (Line("wafv2.web-acl", Decimal(1)), Line("wafv2.rule", Decimal(2)))


def test_fail_at_the_edge_where_no_distribution_has_it() -> None:
    edge = [web_acl(scope="CLOUDFRONT"), distribution("")]
    assert failed(verdicts(CHECK, edge)["shop"]).now == (Line("wafv2.web-acl", Decimal(1)),)


def test_unknown_where_distributions_or_its_own_are_not_known() -> None:
    assert "no distribution" in unknown(verdicts(CHECK, [web_acl(scope="CLOUDFRONT")])["shop"])
    refused = resource(
        "AWS::WAFv2::WebACL",
        "shop",
        Scope="REGIONAL",
        ManagedByFirewallManager=False,
        ResourcesDenied="no",
    )
    assert "Resources" in unknown(verdicts(CHECK, [refused])["shop"])
