"""Web ACLs of a region, and those of CloudFront in us-east-1."""

from collections.abc import Mapping
from typing import Any

from costgov.collectors.inventory.wafv2 import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

BOTS = {"Name": "AWSManagedRulesBotControlRuleSet", "ScopeDownStatement": {}}


def summaries(asked: Mapping[str, object]) -> dict[str, Any]:
    """Two pages of regional ones, one of CloudFront's."""
    if asked["Scope"] == "CLOUDFRONT":
        return {"WebACLs": [{"Name": "edge", "Id": "3", "ARN": "arn:edge"}], "NextMarker": "edge"}
    if "NextMarker" in asked:
        return {"WebACLs": [{"Name": "b", "Id": "2", "ARN": "arn:b"}]}
    return {"WebACLs": [{"Name": "a", "Id": "1", "ARN": "arn:a"}], "NextMarker": "a"}


def pages(asked: Mapping[str, object]) -> dict[str, Any]:
    return {"WebACLs": []} if asked.get("NextMarker") == "edge" else summaries(asked)


def acl(asked: Mapping[str, object]) -> dict[str, Any]:
    rules = [
        {"Name": "bots", "Statement": {"ManagedRuleGroupStatement": BOTS}},
        {"Name": "own", "Statement": {"GeoMatchStatement": {}}},
    ]
    visibility = {"MetricName": f"m-{asked['Name']}"}
    return {"WebACL": {"Rules": rules, "VisibilityConfig": visibility}}


def protected(asked: Mapping[str, object]) -> dict[str, Any]:
    is_gateway = (asked["WebACLArn"], asked["ResourceType"]) == ("arn:a", "API_GATEWAY")
    return {"ResourceArns": ["arn:api"] if is_gateway else []}


ANSWERS: Answers = {
    "wafv2:ListWebACLs": pages,
    "wafv2:GetWebACL": acl,
    "wafv2:ListResourcesForWebACL": protected,
}


def test_every_page_of_both_scopes_with_rules_and_what_is_protected() -> None:
    first, second, edge = listed(SOURCE, ANSWERS)
    assert first.attributes["Resources"] == ["arn:api"]
    assert second.attributes["Resources"] == []
    assert first.attributes["Rules"] == [
        {"Name": "bots", "ManagedGroup": BOTS["Name"], "HasScopeDown": True},
        {"Name": "own", "ManagedGroup": None, "HasScopeDown": False},
    ]
    # What CloudFront's protect, the distributions tell.
    assert "Resources" not in edge.attributes
    allowed = SOURCE.metrics[0]
    assert allowed.dimensions(first) == {"WebACL": "m-a", "Rule": "ALL", "Region": "us-east-1"}
    assert allowed.dimensions(edge) == {"WebACL": "m-edge", "Rule": "ALL"}


def test_other_regions_have_regional_ones_only() -> None:
    assert [one.id for one in listed(SOURCE, ANSWERS, region="eu-west-1")] == ["arn:a", "arn:b"]


def test_one_refusal_is_noted_where_it_was() -> None:
    refused = {**ANSWERS, "wafv2:ListResourcesForWebACL": SourceDenied("no")}
    first, *_ = listed(SOURCE, refused)
    assert first.attributes["ResourcesDenied"] == "no"
    assert "RulesDenied" not in first.attributes


def test_each_service_that_a_web_acl_may_protect_is_asked_with_its_own_permission() -> None:
    granted = {action for one in SOURCE.spec.iam_actions for action in one.actions}
    assert {one.partition(":")[0] for one in granted} >= {
        *("amplify", "apprunner", "appsync", "cognito-idp", "ec2", "elasticloadbalancing"),
    }


def test_a_type_the_region_does_not_have_protects_nothing_there() -> None:
    def known(asked: Mapping[str, object]) -> dict[str, Any] | None:
        return None if asked["ResourceType"] == "APP_RUNNER_SERVICE" else protected(asked)

    first, *_ = listed(SOURCE, {**ANSWERS, "wafv2:ListResourcesForWebACL": known})
    assert first.attributes["Resources"] == ["arn:api"]
