"""vpc_addresses_many: so many public addresses that a NAT gateway costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts
from tests.unit.checks.networks import PRICES, nat_gateway, of_a_month

CHECK = "vpc_addresses_many"
VPC = resource("AWS::EC2::VPC", "vpc-1")


def members(number: int, gigabytes: float = 1) -> list[Resource]:
    digests = (
        count("NetworkIn", of_a_month(gigabytes), unit="Bytes"),
        count("NetworkOut", of_a_month(gigabytes), unit="Bytes"),
    )
    return [
        resource(
            "AWS::EC2::Instance",
            f"i-{n}",
            state="running",
            digests=digests,
            VpcId="vpc-1",
            PublicIpAddress=f"203.0.113.{n}",
        )
        for n in range(number)
    ]


def test_none_without_vpcs() -> None:
    assert verdicts(CHECK, members(20)) == {}


def test_pass_few() -> None:
    assert verdicts(CHECK, [VPC, *members(9)], prices=PRICES) == {"vpc-1": PASSED}


def test_pass_where_the_traffic_would_cost_more() -> None:
    # 20 addresses cost 73.00; a gateway 36.50 and 20 * 2 * 25 GB * 0.045 = 45.00.
    assert verdicts(CHECK, [VPC, *members(20, 25)], prices=PRICES) == {"vpc-1": PASSED}


def test_fail_many() -> None:
    finding = failed(verdicts(CHECK, [VPC, *members(20)], prices=PRICES)["vpc-1"])
    assert finding.now == (Line("ec2.address/in-use", Decimal(14_600)),)
    hours, address, data = finding.then
    assert (hours, address) == (
        Line("nat.hours", Decimal(730)),
        Line("ec2.address/in-use", Decimal(730)),
    )
    assert data.key == "nat.bytes"
    assert round(data.quantity, 6) == 40


def test_fail_with_a_gateway_that_is_there_already() -> None:
    here = [VPC, nat_gateway(), *members(10)]
    finding = failed(verdicts(CHECK, here, prices=PRICES)["vpc-1"])
    assert [line.key for line in finding.then] == ["nat.bytes"]


def test_unknown_without_traffic() -> None:
    blind = [one.model_copy(update={"digests": ()}) for one in members(10)]
    assert "NetworkIn" in unknown(verdicts(CHECK, [VPC, *blind], prices=PRICES)["vpc-1"])
