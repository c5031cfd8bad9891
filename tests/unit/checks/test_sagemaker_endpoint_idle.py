"""sagemaker_endpoint_idle: instances that wait for a fortnight without being asked."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "sagemaker_endpoint_idle"


def endpoint(
    invocations: str = "0",
    *,
    size: str | None = "ml.m5.large",
    age_days: int = 14,
    state: str = "InService",
    **changes: Any,
) -> Resource:
    told: dict[str, Any] = {"CurrentInstanceCount": 2}
    return resource(
        "AWS::SageMaker::Endpoint",
        "rank",
        size=size,
        state=state,
        age_days=age_days,
        digests=[count("Invocations", invocations)],
        **(told | changes),
    )


def test_none_without_endpoints() -> None:
    assert verdicts(CHECK, [resource("AWS::SageMaker::NotebookInstance")]) == {}


def test_pass_invoked_serverless_stopped_or_empty() -> None:
    for fine in (
        endpoint("1"),
        endpoint(CurrentServerlessConfig={"MemorySizeInMB": 2048}),
        endpoint(state="Deleting"),
        endpoint(CurrentInstanceCount=0),
    ):
        assert verdicts(CHECK, [fine]) == {"rank": PASSED}


def test_fail_with_every_instance() -> None:
    finding = failed(verdicts(CHECK, [endpoint()])["rank"])
    assert finding.now == (Line("sagemaker/Host:ml.m5.large", Decimal(1460)),)
    assert finding.then == ()


def test_fail_without_a_price_where_the_type_is_not_told() -> None:
    assert "not told" in failed(verdicts(CHECK, [endpoint(size=None)])["rank"]).unpriced


def test_unknown_when_young() -> None:
    assert "13 of 14 days" in unknown(verdicts(CHECK, [endpoint(age_days=13)])["rank"])
