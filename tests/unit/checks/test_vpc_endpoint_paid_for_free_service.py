"""vpc_endpoint_paid_for_free_service: a gateway endpoint does the same at no charge."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.networks import endpoint, of_a_month

CHECK = "vpc_endpoint_paid_for_free_service"
S3 = "com.amazonaws.us-east-1.s3"


def test_none_without_endpoints() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_other_services_gateways_and_idle_ones() -> None:
    assert verdicts(CHECK, [endpoint()]) == {"vpce-1": PASSED}
    assert verdicts(CHECK, [endpoint("Gateway", S3)]) == {"vpce-1": PASSED}
    idle = endpoint("Interface", S3, count("BytesProcessed", "0"))
    assert verdicts(CHECK, [idle]) == {"vpce-1": PASSED}


def test_pass_to_another_region() -> None:
    west = endpoint("Interface", S3.replace("east-1", "west-2"), count("BytesProcessed", "9" * 12))
    far = west.model_copy(update={"attributes": west.attributes | {"ServiceRegion": "us-west-2"}})
    assert verdicts(CHECK, [far]) == {"vpce-1": PASSED}


def test_fail_s3() -> None:
    used = endpoint("Interface", S3, count("BytesProcessed", of_a_month(500), unit="Bytes"))
    hours, data = failed(verdicts(CHECK, [used])["vpce-1"]).now
    assert hours == Line("vpc.endpoint-hours/Interface", Decimal(1460))
    assert data.key == "vpc.endpoint-bytes/Interface"
    assert round(data.quantity, 6) == 500


def test_unknown_without_metrics() -> None:
    assert "BytesProcessed" in unknown(verdicts(CHECK, [endpoint("Interface", S3)])["vpce-1"])
