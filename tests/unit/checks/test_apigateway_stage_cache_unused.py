"""apigateway_stage_cache_unused: a cache that answers less than one request in twenty."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "apigateway_stage_cache_unused"


def stage(requests: str = "1000", hits: str = "0", age_days: int = 30, **changes: Any) -> Resource:
    told: dict[str, Any] = {"cacheClusterEnabled": True, "cacheClusterSize": "0.5"}
    digests = [count("Count", requests, days=30), count("CacheHitCount", hits, days=30)]
    return resource(
        "AWS::ApiGateway::Stage", "a/prod", age_days=age_days, digests=digests, **(told | changes)
    )


def test_none_without_stages() -> None:
    assert verdicts(CHECK, [resource("AWS::ApiGatewayV2::Api")]) == {}


def test_pass_without_a_cache() -> None:
    assert verdicts(CHECK, [stage(cacheClusterEnabled=False)]) == {"a/prod": PASSED}


def test_pass_when_it_answers_enough() -> None:
    assert verdicts(CHECK, [stage(hits="50")]) == {"a/prod": PASSED}


def test_fail_with_its_hours() -> None:
    for idle in (stage(hits="49"), stage(requests="0")):
        finding = failed(verdicts(CHECK, [idle])["a/prod"])
        assert finding.now == (Line("apigateway.cache/0.5", Decimal(730)),)
        assert finding.then == ()


def test_unknown_when_young() -> None:
    assert "29 of 30 days" in unknown(verdicts(CHECK, [stage(age_days=29)])["a/prod"])
