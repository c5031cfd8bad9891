"""vpc_endpoint_idle: nothing goes through it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, nothing, unknown, verdicts
from tests.unit.checks.networks import endpoint

CHECK = "vpc_endpoint_idle"
SERVICE = "com.amazonaws.us-east-1.sqs"
SILENT = count("BytesProcessed", "0", unit="Bytes")


def test_none_without_endpoints() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used() -> None:
    used = endpoint("Interface", SERVICE, count("BytesProcessed", "1"))
    assert verdicts(CHECK, [used]) == {"vpce-1": PASSED}


def test_pass_free_or_made_by_a_service() -> None:
    assert verdicts(CHECK, [endpoint("Gateway", SERVICE)]) == {"vpce-1": PASSED}
    managed = endpoint("Interface", SERVICE, SILENT, managed_by="aws")
    assert verdicts(CHECK, [managed]) == {"vpce-1": PASSED}


def test_fail_in_each_zone() -> None:
    finding = failed(verdicts(CHECK, [endpoint("Interface", SERVICE, SILENT)])["vpce-1"])
    assert finding.now == (Line("vpc.endpoint-hours/Interface", Decimal(1460)),)
    of_balancer = endpoint("GatewayLoadBalancer", "vpce-svc-1", SILENT, SubnetIds=["subnet-a"])
    finding = failed(verdicts(CHECK, [of_balancer])["vpce-1"])
    assert finding.now == (Line("vpc.endpoint-hours/GatewayLoadBalancer", Decimal(730)),)


def test_unknown_young_or_without_metrics() -> None:
    young = endpoint("Interface", SERVICE, SILENT, age_days=13)
    assert "13 of 14 days" in unknown(verdicts(CHECK, [young])["vpce-1"])
    blind = endpoint("Interface", SERVICE, nothing("BytesProcessed"))
    assert unknown(verdicts(CHECK, [blind])["vpce-1"]) == "BytesProcessed has no data"
