"""vpc_nat_gateway_idle: nothing goes through it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.networks import connections, nat_gateway, routes

CHECK = "vpc_nat_gateway_idle"
NOTHING = (count("BytesInFromSource", "0", unit="Bytes"), connections("0"))


def test_none_without_gateways() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used() -> None:
    used = nat_gateway("nat-1", count("BytesInFromSource", "14000000"), connections("3"))
    assert verdicts(CHECK, [used]) == {"nat-1": PASSED}


def test_fail_idle_with_its_address() -> None:
    here = [nat_gateway("nat-1", *NOTHING), routes("nat-1", "subnet-b", "subnet-a")]
    finding = failed(verdicts(CHECK, here)["nat-1"])
    assert finding.now == (
        Line("nat.hours", Decimal(730)),
        Line("ec2.address/in-use", Decimal(730)),
    )
    assert finding.facts == {"routed to it": "subnet-a, subnet-b"}


def test_fail_next_to_nothing() -> None:
    quiet = nat_gateway(
        "nat-1", count("BytesInFromSource", "13999999"), connections("1"), PublicIps=[]
    )
    finding = failed(verdicts(CHECK, [quiet])["nat-1"])
    assert finding.now == (Line("nat.hours", Decimal(730)),)


def test_unknown_young_or_unmeasured() -> None:
    young = nat_gateway("nat-1", *NOTHING, age_days=13)
    assert "13 of 14 days" in unknown(verdicts(CHECK, [young])["nat-1"])
    assert "BytesInFromSource" in unknown(verdicts(CHECK, [nat_gateway()])["nat-1"])
