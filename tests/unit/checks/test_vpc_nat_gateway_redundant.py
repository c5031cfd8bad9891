"""vpc_nat_gateway_redundant: another one is in the same zone of the VPC."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.networks import ZONES, nat_gateway, traffic

CHECK = "vpc_nat_gateway_redundant"


def test_none_without_gateways() -> None:
    assert verdicts(CHECK, ZONES) == {}


def test_pass_one_in_each_zone() -> None:
    here = [nat_gateway("nat-1"), nat_gateway("nat-2", SubnetId="subnet-b"), *ZONES]
    assert verdicts(CHECK, here) == {"nat-1": PASSED, "nat-2": PASSED}


def test_pass_private_and_regional_ones() -> None:
    private = nat_gateway("nat-2", ConnectivityType="private")
    regional = nat_gateway("nat-3", AvailabilityMode="regional")
    found = verdicts(CHECK, [nat_gateway("nat-1"), private, regional, *ZONES])
    assert set(found.values()) == {PASSED}


def test_fail_the_one_that_carries_less() -> None:
    here = [
        nat_gateway("nat-1", *traffic(100)),
        nat_gateway("nat-2", *traffic(40)),
        *ZONES,
    ]
    found = verdicts(CHECK, here)
    assert found["nat-1"] == PASSED
    finding = failed(found["nat-2"])
    assert finding.now == (
        Line("nat.hours", Decimal(730)),
        Line("ec2.address/in-use", Decimal(730)),
    )
    assert "carries 100.0 GB a month; this one 40.0 GB" in finding.why


def test_unknown_without_its_subnet() -> None:
    reason = unknown(verdicts(CHECK, [nat_gateway()])["nat-1"])
    assert reason == "the subnet subnet-a is not in the inventory"
