"""apigateway_api_idle: not a request in a month."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "apigateway_api_idle"
SILENT = [count("Count", "0", days=30)]


def test_none_without_apis() -> None:
    assert verdicts(CHECK, [resource("AWS::SNS::Topic")]) == {}


def test_pass_when_called_once() -> None:
    api = resource("AWS::ApiGatewayV2::Api", "a", digests=[count("Count", "1", days=30)])
    assert verdicts(CHECK, [api]) == {"a": PASSED}


def test_fail_of_a_stage_with_its_cache() -> None:
    cached: dict[str, Any] = {"cacheClusterEnabled": True, "cacheClusterSize": "1.6"}
    stage = resource("AWS::ApiGateway::Stage", "a/prod", digests=SILENT, **cached)
    finding = failed(verdicts(CHECK, [stage])["a/prod"])
    assert finding.now == (Line("apigateway.cache/1.6", Decimal(730)),)


def test_fail_of_an_http_api_without_a_price() -> None:
    api = resource("AWS::ApiGatewayV2::Api", "a", age_days=30, digests=SILENT)
    finding = failed(verdicts(CHECK, [api])["a"])
    assert finding.now == ()
    assert "requests alone" in finding.unpriced


def test_unknown_when_young_or_not_counted() -> None:
    young = resource("AWS::ApiGatewayV2::Api", "a", age_days=29, digests=SILENT)
    assert "29 of 30" in unknown(verdicts(CHECK, [young])["a"])
    socket = resource("AWS::ApiGatewayV2::Api", "a", ProtocolType="WEBSOCKET")
    assert unknown(verdicts(CHECK, [socket])["a"]) == "Count has not been read"
