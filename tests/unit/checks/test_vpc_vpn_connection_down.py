"""vpc_vpn_connection_down: no tunnel has been up for some time."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "vpc_vpn_connection_down"


def connection(*tunnels: tuple[str, str]) -> Resource:
    told: list[Any] = [{"Status": s, "LastStatusChange": at} for s, at in tunnels]
    return resource("AWS::EC2::VPNConnection", "vpn-1", Tunnels=told)


LONG_AGO, LATELY = "2026-08-01T00:00:00+00:00", "2026-10-06T00:00:01+00:00"


def test_none_without_connections() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_one_tunnel_up() -> None:
    half = connection(("DOWN", LONG_AGO), ("UP", LONG_AGO))
    assert verdicts(CHECK, [half]) == {"vpn-1": PASSED}


def test_pass_down_since_lately() -> None:
    here = connection(("DOWN", LONG_AGO), ("DOWN", LATELY))
    assert verdicts(CHECK, [here]) == {"vpn-1": PASSED}


def test_fail_down_for_a_fortnight() -> None:
    here = connection(("DOWN", LONG_AGO), ("DOWN", "2026-10-06T00:00:00+00:00"))
    finding = failed(verdicts(CHECK, [here])["vpn-1"])
    assert finding.now == (Line("vpn.hours", Decimal(730)),)
    assert "at least 14 days" in finding.why


def test_unknown_without_tunnels() -> None:
    assert unknown(verdicts(CHECK, [connection()])["vpn-1"]) == "its tunnels were not told"
