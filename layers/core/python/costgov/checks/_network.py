"""What parts of a VPC are charged for, and what they belong to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

ADDRESS: Final = "AWS::EC2::EIP"
ENDPOINT: Final = "AWS::EC2::VPCEndpoint"
NAT_GATEWAY: Final = "AWS::EC2::NatGateway"
ROUTE_TABLE: Final = "AWS::EC2::RouteTable"
SUBNET: Final = "AWS::EC2::Subnet"
# Data is charged by the GB of the bill, which is 2**30 bytes.
GIB: Final = 2**30

IDLE_ADDRESS: Final = Line("ec2.address/idle", HOURS_A_MONTH)


def texts(resource: Resource, name: str, look: Look) -> list[str]:
    """An attribute that is a list of names; raises NotKnown."""
    found = look.attribute(resource, name)
    if not isinstance(found, list):
        raise NotKnown(f"{name} is no list")
    return [str(one) for one in found]


def gateway_lines(gateway: Resource, look: Look) -> tuple[Line, ...]:
    """What a month of a NAT gateway costs before any data: its hours and its addresses."""
    addresses = len(texts(gateway, "PublicIps", look))
    hours = Line("nat.hours", HOURS_A_MONTH)
    if not addresses:
        return (hours,)
    return (hours, Line("ec2.address/in-use", HOURS_A_MONTH * addresses))


def processed_gb(gateway: Resource, look: Look) -> Decimal:
    """What a NAT gateway processes in a month, from either side; raises NotKnown."""
    names = ("BytesInFromSource", "BytesInFromDestination")
    return sum((in_a_month(look, gateway, name) for name in names), Decimal(0)) / GIB


def zone_of(subnet: str, region: str, look: Look) -> str:
    """The availability zone of a subnet; raises NotKnown."""
    found = look.estate.get(SUBNET, region, subnet)
    if found is None:
        raise NotKnown(f"the subnet {subnet} is not in the inventory")
    return str(look.attribute(found, "AvailabilityZone"))


def vpc_of(resource: Resource) -> tuple[str, ...]:
    """The id of the VPC something is in."""
    name = resource.attributes.get("VpcId")
    return (str(name),) if name else ()


def routed_to(table: Resource) -> tuple[str, ...]:
    """The NAT gateways a route table has routes to."""
    found = table.attributes.get("NatGatewayIds")
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


def sending_subnets(gateway: Resource, look: Look) -> Sequence[str]:
    """The subnets that are routed to a NAT gateway, those of a main table apart."""
    tables = look.estate.related(ROUTE_TABLE, routed_to, gateway.id)
    return sorted({name for table in tables for name in texts(table, "SubnetIds", look)})
