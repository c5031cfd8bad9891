"""wafv2_web_acl_idle: nothing passes it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.web_acls import rule, web_acl

CHECK = "wafv2_web_acl_idle"


def test_none_without_web_acls() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_in_use_unassociated_or_not_ours() -> None:
    assert verdicts(CHECK, [web_acl(protects=["arn:alb"], allowed="1")]) == {"shop": PASSED}
    assert verdicts(CHECK, [web_acl()]) == {"shop": PASSED}
    assert verdicts(CHECK, [web_acl(protects=["arn:alb"], managed=True)]) == {"shop": PASSED}


def test_fail_without_a_request() -> None:
    finding = failed(verdicts(CHECK, [web_acl(protects=["arn:alb"], rules=[rule("a")])])["shop"])
    assert finding.now == (Line("wafv2.web-acl", Decimal(1)), Line("wafv2.rule", Decimal(1)))


def test_unknown_without_metrics() -> None:
    blind = web_acl(protects=["arn:alb"]).model_copy(update={"digests": ()})
    assert "AllowedRequests" in unknown(verdicts(CHECK, [blind])["shop"])
