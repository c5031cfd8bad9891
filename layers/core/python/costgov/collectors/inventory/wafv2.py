"""Web ACLs with their rules, what they protect, and the requests they saw.

Those for CloudFront are kept in us-east-1, where WAF keeps them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.inventory._per_item import refused
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source
from costgov.domain.resources import Resource
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Reader

WEB_ACL: Final = "AWS::WAFv2::WebACL"
_LIST: Final = "wafv2:ListWebACLs"
_GET: Final = "wafv2:GetWebACL"
_PROTECTED: Final = "wafv2:ListResourcesForWebACL"
_CLOUDFRONT: Final = "CLOUDFRONT"
_CLOUDFRONT_REGION: Final = "us-east-1"
# Without a type WAF lists load balancers only. Of each, the service that has it must allow it too:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSWAFReadOnlyAccess.html
_TYPES: Final = (
    *("APPLICATION_LOAD_BALANCER", "API_GATEWAY", "APPSYNC", "COGNITO_USER_POOL"),
    *("APP_RUNNER_SERVICE", "VERIFIED_ACCESS_INSTANCE", "AMPLIFY", "AGENTCORE_GATEWAY"),
)
_EVERYWHERE: Final = _TYPES[0]


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    scopes = ("REGIONAL", _CLOUDFRONT) if place.region == _CLOUDFRONT_REGION else ("REGIONAL",)
    for scope in scopes:
        for summary in _summaries(reader, scope):
            yield _web_acl(reader, place, scope, summary)


def _summaries(reader: Reader, scope: str) -> Iterator[Mapping[str, Any]]:
    """Every page: botocore does not turn them for this operation."""
    more: dict[str, Any] = {}
    while True:
        page = reader.one(_LIST, Scope=scope, Limit=100, **more) or {}
        yield from page.get("WebACLs", ())
        if "NextMarker" not in page or not page.get("WebACLs"):
            return
        more = {"NextMarker": page["NextMarker"]}


def _web_acl(reader: Reader, place: Place, scope: str, summary: Mapping[str, Any]) -> Resource:
    arn = summary["ARN"]
    told: dict[str, JsonValue] = {"Scope": scope}
    try:
        answer = reader.one(_GET, Name=summary["Name"], Scope=scope, Id=summary["Id"]) or {}
        told |= _told(answer["WebACL"])
        if scope != _CLOUDFRONT:
            told["Resources"] = [*_protected(reader, arn)]
    except SourceError as error:
        told |= {
            f"{name}Denied": refused(error) for name in ("Rules", "Resources") if name not in told
        }
    return place.resource(WEB_ACL, arn, arn, attributes={"Name": summary["Name"], **told})


def _protected(reader: Reader, web_acl: str) -> Iterator[str]:
    """The ARNs of what it protects; a type that a region does not have protects nothing there."""
    for kind in _TYPES:
        unknown = () if kind == _EVERYWHERE else ("WAFInvalidParameterException",)
        answer = reader.one(_PROTECTED, absent=unknown, WebACLArn=web_acl, ResourceType=kind)
        yield from (str(one) for one in (answer or {}).get("ResourceArns", ()))


def _told(web_acl: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Rules by name, with the managed group each one is and whether it looks at all requests."""
    rules: list[JsonValue] = []
    for rule in web_acl.get("Rules", ()):
        group = rule.get("Statement", {}).get("ManagedRuleGroupStatement", {})
        rules.append(
            {
                "Name": rule["Name"],
                "ManagedGroup": group.get("Name"),
                "HasScopeDown": "ScopeDownStatement" in group,
            }
        )
    return {
        "Rules": rules,
        "ManagedByFirewallManager": bool(web_acl.get("ManagedByFirewallManager", False)),
        "MetricName": web_acl["VisibilityConfig"]["MetricName"],
    }


def _dimensions(web_acl: Resource) -> Mapping[str, str] | None:
    name = web_acl.attributes.get("MetricName")
    if name is None:
        return None
    place = {} if web_acl.attributes["Scope"] == _CLOUDFRONT else {"Region": web_acl.region}
    return {"WebACL": str(name), "Rule": "ALL", **place}


SOURCE: Final = Source(
    name="wafv2",
    kinds=(WEB_ACL,),
    calls=(_LIST, _GET, _PROTECTED),
    extra_actions=(
        "amplify:ListResourcesForWebACL",
        "apprunner:ListAssociatedServicesForWebAcl",
        "appsync:ListResourcesForWebACL",
        "bedrock-agentcore:GatewayListResourcesForWebACL",
        "cognito-idp:ListResourcesForWebACL",
        "ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
        "elasticloadbalancing:DescribeWebACLAssociation",
    ),
    fetch=_fetch,
    metrics=tuple(
        MetricSpec(
            WEB_ACL,
            "AWS/WAFV2",
            name,
            "Count",
            _dimensions,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        )
        for name in ("AllowedRequests", "BlockedRequests")
    ),
)
