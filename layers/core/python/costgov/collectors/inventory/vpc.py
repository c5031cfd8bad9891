"""VPCs, their subnets, routes, addresses, NAT gateways and endpoints."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ADDRESS: Final = "AWS::EC2::EIP"
ENDPOINT: Final = "AWS::EC2::VPCEndpoint"
NAT_GATEWAY: Final = "AWS::EC2::NatGateway"
ROUTE_TABLE: Final = "AWS::EC2::RouteTable"
SUBNET: Final = "AWS::EC2::Subnet"
VPC: Final = "AWS::EC2::VPC"

_ADDRESSES: Final = "ec2:DescribeAddresses"
_ENDPOINTS: Final = "ec2:DescribeVpcEndpoints"
_NAT_GATEWAYS: Final = "ec2:DescribeNatGateways"
_ROUTE_TABLES: Final = "ec2:DescribeRouteTables"
_SUBNETS: Final = "ec2:DescribeSubnets"
_VPCS: Final = "ec2:DescribeVpcs"
_GONE: Final = frozenset({"deleted", "deleting", "failed"})


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    yield from _named(reader, place, (VPC, _VPCS, "Vpcs", "VpcId", "vpc"), "IsDefault")
    yield from _named(
        reader,
        place,
        (SUBNET, _SUBNETS, "Subnets", "SubnetId", "subnet"),
        "VpcId",
        "AvailabilityZone",
        "MapPublicIpOnLaunch",
    )
    yield from _route_tables(reader, place)
    yield from _addresses(reader, place)
    yield from _nat_gateways(reader, place)
    yield from _endpoints(reader, place)


def _named(
    reader: Reader, place: Place, what: tuple[str, str, str, str, str], *names: str
) -> Iterator[Resource]:
    """Resources that need nothing but some of their attributes."""
    kind, call, result, identifier, part = what
    for one in reader.each(call, result):
        name = one[identifier]
        yield place.resource(
            kind,
            name,
            place.arn("ec2", f"{part}/{name}"),
            state=one.get("State", "available"),
            tags=tags_of(one),
            attributes=kept(one, *names),
        )


def _route_tables(reader: Reader, place: Place) -> Iterator[Resource]:
    for table in reader.each(_ROUTE_TABLES, "RouteTables"):
        name, associations = table["RouteTableId"], table.get("Associations", ())
        yield place.resource(
            ROUTE_TABLE,
            name,
            place.arn("ec2", f"route-table/{name}"),
            tags=tags_of(table),
            attributes={
                **kept(table, "VpcId"),
                "NatGatewayIds": sorted(
                    {r["NatGatewayId"] for r in table.get("Routes", ()) if "NatGatewayId" in r}
                ),
                "SubnetIds": sorted(one["SubnetId"] for one in associations if "SubnetId" in one),
                "Main": any(one.get("Main", False) for one in associations),
            },
        )


def _addresses(reader: Reader, place: Place) -> Iterator[Resource]:
    for address in reader.each(_ADDRESSES, "Addresses"):
        name = address.get("AllocationId", address["PublicIp"])
        yield place.resource(
            ADDRESS,
            name,
            place.arn("ec2", f"elastic-ip/{name}"),
            state="in-use" if "AssociationId" in address else "available",
            tags=tags_of(address),
            attributes=kept(
                address,
                "PublicIp",
                "AssociationId",
                "InstanceId",
                "NetworkInterfaceId",
                "PublicIpv4Pool",
                "ServiceManaged",
            ),
        )


def _nat_gateways(reader: Reader, place: Place) -> Iterator[Resource]:
    for gateway in reader.each(_NAT_GATEWAYS, "NatGateways"):
        name = gateway["NatGatewayId"]
        if gateway["State"] in _GONE:
            continue
        addresses = gateway.get("NatGatewayAddresses", ())
        yield place.resource(
            NAT_GATEWAY,
            name,
            place.arn("ec2", f"natgateway/{name}"),
            state=gateway["State"],
            created=gateway.get("CreateTime"),
            tags=tags_of(gateway),
            attributes={
                **kept(gateway, "VpcId", "SubnetId", "ConnectivityType", "AvailabilityMode"),
                "PublicIps": [one["PublicIp"] for one in addresses if "PublicIp" in one],
            },
        )


def _endpoints(reader: Reader, place: Place) -> Iterator[Resource]:
    for endpoint in reader.each(_ENDPOINTS, "VpcEndpoints"):
        name = endpoint["VpcEndpointId"]
        yield place.resource(
            ENDPOINT,
            name,
            place.arn("ec2", f"vpc-endpoint/{name}"),
            state=endpoint["State"].lower(),
            created=endpoint.get("CreationTimestamp"),
            managed_by="aws" if endpoint.get("RequesterManaged") else None,
            tags=tags_of(endpoint),
            attributes=kept(
                endpoint,
                "VpcEndpointType",
                "ServiceName",
                "VpcId",
                "SubnetIds",
                "RouteTableIds",
                "PrivateDnsEnabled",
                "ServiceRegion",
            ),
        )


def _of_gateway(gateway: Resource) -> dict[str, str]:
    return {"NatGatewayId": gateway.id}


def _of_endpoint(endpoint: Resource) -> dict[str, str] | None:
    told = endpoint.attributes
    # Gateway endpoints publish nothing.
    if told.get("VpcEndpointType") not in {"Interface", "GatewayLoadBalancer"}:
        return None
    return {
        "Endpoint Type": str(told["VpcEndpointType"]),
        "Service Name": str(told.get("ServiceName")),
        "VPC Endpoint Id": endpoint.id,
        "VPC Id": str(told.get("VpcId")),
    }


SOURCE: Final = Source(
    name="vpc",
    kinds=(VPC, SUBNET, ROUTE_TABLE, ADDRESS, NAT_GATEWAY, ENDPOINT),
    calls=(_VPCS, _SUBNETS, _ROUTE_TABLES, _ADDRESSES, _NAT_GATEWAYS, _ENDPOINTS),
    fetch=_fetch,
    metrics=(
        *(
            MetricSpec(NAT_GATEWAY, "AWS/NATGateway", name, "Bytes", _of_gateway, reading="count")
            # What is processed, and billed, comes from either side.
            for name in ("BytesInFromSource", "BytesInFromDestination")
        ),
        MetricSpec(NAT_GATEWAY, "AWS/NATGateway", "ActiveConnectionCount", "Count", _of_gateway),
        # Reported only in minutes in which an endpoint received traffic:
        # https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
        MetricSpec(
            ENDPOINT,
            "AWS/PrivateLinkEndpoints",
            "BytesProcessed",
            "Bytes",
            _of_endpoint,
            reading="count",
            silent_is_zero=True,
        ),
    ),
)
