"""vpc_vpn_connection_idle: it is up and carries nothing."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "vpc_vpn_connection_idle"


def connection(*digests: MetricDigest, status: str = "UP") -> Resource:
    return resource(
        "AWS::EC2::VPNConnection", "vpn-1", digests=digests, Tunnels=[{"Status": status}]
    )


def moved(total: str) -> tuple[MetricDigest, MetricDigest]:
    return count("TunnelDataIn", total, unit="Bytes"), count("TunnelDataOut", "0", unit="Bytes")


def test_none_without_connections() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_or_down() -> None:
    assert verdicts(CHECK, [connection(*moved("14000000"))]) == {"vpn-1": PASSED}
    assert verdicts(CHECK, [connection(status="DOWN")]) == {"vpn-1": PASSED}


def test_fail_idle() -> None:
    finding = failed(verdicts(CHECK, [connection(*moved("13999999"))])["vpn-1"])
    assert finding.now == (Line("vpn.hours", Decimal(730)),)


def test_unknown_unmeasured() -> None:
    assert "TunnelDataIn" in unknown(verdicts(CHECK, [connection()])["vpn-1"])
