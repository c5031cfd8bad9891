"""Web ACLs as the checks' tests need them."""

from collections.abc import Iterable
from typing import Any

from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, resource

ARN = "arn:aws:wafv2:us-east-1:222233334444:regional/webacl/shop/1"


def rule(name: str, group: str | None = None, *, scoped: bool = False) -> Any:
    return {"Name": name, "ManagedGroup": group, "HasScopeDown": scoped}


def web_acl(
    *,
    scope: str = "REGIONAL",
    protects: Iterable[str] = (),
    rules: Iterable[Any] = (),
    allowed: str = "0",
    managed: bool = False,
) -> Resource:
    """A web ACL with what it protects and the requests of 30 days."""
    return resource(
        "AWS::WAFv2::WebACL",
        "shop",
        arn=ARN,
        digests=[
            count("AllowedRequests", allowed, days=30),
            count("BlockedRequests", "0", days=30),
        ],
        Scope=scope,
        Resources=[*protects],
        Rules=[*rules],
        ManagedByFirewallManager=managed,
    )
