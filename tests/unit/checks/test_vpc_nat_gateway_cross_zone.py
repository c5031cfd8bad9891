"""vpc_nat_gateway_cross_zone: other zones are routed to it, with much traffic."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.networks import ZONES, nat_gateway, routes, traffic

CHECK = "vpc_nat_gateway_cross_zone"


def test_none_without_gateways() -> None:
    assert verdicts(CHECK, ZONES) == {}


def test_pass_used_from_its_own_zone() -> None:
    here = [nat_gateway("nat-1", *traffic(9000)), routes("nat-1", "subnet-a"), *ZONES]
    assert verdicts(CHECK, here) == {"nat-1": PASSED}


def test_pass_with_little_traffic_or_in_every_zone() -> None:
    both = routes("nat-1", "subnet-a", "subnet-b")
    quiet = [nat_gateway("nat-1", *traffic(1599)), both, *ZONES]
    assert verdicts(CHECK, quiet) == {"nat-1": PASSED}
    regional = [nat_gateway("nat-1", AvailabilityMode="regional"), both]
    assert verdicts(CHECK, regional) == {"nat-1": PASSED}


def test_fail_used_from_another_zone() -> None:
    both = routes("nat-1", "subnet-a", "subnet-b")
    here = [nat_gateway("nat-1", *traffic(1601)), both, *ZONES]
    finding = failed(verdicts(CHECK, here)["nat-1"])
    assert finding.why == (
        "Subnets in us-east-1b reach it in us-east-1a; it carries 1601 GB a month."
    )
    assert "between none and all" in finding.unpriced


def test_unknown_without_traffic() -> None:
    here = [nat_gateway(), routes("nat-1", "subnet-b"), *ZONES]
    assert "BytesInFromSource" in unknown(verdicts(CHECK, here)["nat-1"])
