"""vpc_nat_gateway_without_endpoint: S3 or DynamoDB could be reached for nothing."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.networks import endpoint, nat_gateway, traffic

CHECK = "vpc_nat_gateway_without_endpoint"


def gateway_endpoint(service: str) -> Resource:
    made = endpoint("Gateway", f"com.amazonaws.us-east-1.{service}")
    return made.model_copy(update={"id": f"vpce-{service}"})


def test_none_without_gateways() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_with_both() -> None:
    here = [nat_gateway(), gateway_endpoint("s3"), gateway_endpoint("dynamodb")]
    assert verdicts(CHECK, here) == {"nat-1": PASSED}


def test_pass_little_traffic() -> None:
    assert verdicts(CHECK, [nat_gateway("nat-1", *traffic(99))]) == {"nat-1": PASSED}


def test_fail_names_what_is_missing() -> None:
    here = [nat_gateway("nat-1", *traffic(400)), gateway_endpoint("dynamodb")]
    finding = failed(verdicts(CHECK, here)["nat-1"])
    assert finding.why == (
        "400 GB a month go through it, and vpc-1 has no gateway endpoint for s3."
    )
    assert "flow logs" in finding.unpriced


def test_unknown_without_traffic() -> None:
    assert "BytesInFromSource" in unknown(verdicts(CHECK, [nat_gateway()])["nat-1"])
