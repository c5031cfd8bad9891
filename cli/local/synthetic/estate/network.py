"""VPCs: NAT gateways, addresses, endpoints, and ways to other networks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.compute import PARKED
from cli.local.synthetic.estate.model import Listed, Measured, Shape, Told, Truth
from cli.local.synthetic.fleet import instance_id
from cli.local.synthetic.names import ACCOUNTS

_HERE = ("production", "us-east-1")
_GIB = 2**30
_SAMPLES_A_MONTH = 730 * 12
# The shop's network has no endpoints, the second is left over, the third is as it should be.
_SHOP, _LEFT, _GOOD = "vpc-0dd0000000000001a", "vpc-0dd0000000000002a", "vpc-0dd0000000000003a"
_SUBNETS = {
    "subnet-0dd000000000001aa": (_SHOP, "us-east-1a"),
    "subnet-0dd000000000001ba": (_SHOP, "us-east-1b"),
    "subnet-0dd000000000002aa": (_LEFT, "us-east-1a"),
    "subnet-0dd000000000003aa": (_GOOD, "us-east-1a"),
}


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    yield from _networks()
    yield from _gateways(now)
    yield from _addresses()
    yield from _endpoints(now)
    yield from _connections(now)
    yield from _kiosks(now)


def _networks() -> Iterator[Told]:
    yield _listed("DescribeVpcs", *(_vpc(name) for name in (_SHOP, _LEFT, _GOOD)))
    yield _listed(
        "DescribeSubnets",
        *(
            {"SubnetId": name, "VpcId": vpc, "AvailabilityZone": zone, "State": "available"}
            for name, (vpc, zone) in _SUBNETS.items()
        ),
    )


def _gateways(now: datetime) -> Iterator[Told]:
    busy, second, idle, good = (f"nat-0dd000000000000{n}a" for n in range(1, 5))
    made = now - timedelta(days=400)
    shop, other, left, own = _SUBNETS
    yield _listed(
        "DescribeNatGateways",
        *(
            _gateway(name, subnet, made)
            for name, subnet in ((busy, shop), (second, shop), (idle, left), (good, own))
        ),
    )
    yield _listed(
        "DescribeRouteTables",
        _routes("rtb-0dd0000000000001a", _SHOP, busy, [shop, other]),
        _routes("rtb-0dd0000000000003a", _GOOD, good, [own]),
    )
    for name, gigabytes in ((busy, 3000), (second, 50), (idle, 0), (good, 2000)):
        yield from _through(name, gigabytes)
    # Neither traffic to S3 nor across zones can be told from the rest.
    yield Truth("vpc_nat_gateway_cross_zone", busy, None)
    yield Truth("vpc_nat_gateway_without_endpoint", busy, None)
    # 730 * 0.045, and an address for 730 * 0.005.
    yield Truth("vpc_nat_gateway_redundant", second, Decimal("36.50"))
    yield Truth("vpc_nat_gateway_idle", idle, Decimal("36.50"))


def _addresses() -> Iterator[Told]:
    free, parked = "eipalloc-0dd000000000001a", "eipalloc-0dd000000000002a"
    yield _listed(
        "DescribeAddresses",
        {"AllocationId": free, "PublicIp": "203.0.113.21", "Domain": "vpc"},
        _address(parked, "203.0.113.22", PARKED),
        _address("eipalloc-0dd000000000003a", "203.0.113.23", instance_id("web-1")),
    )
    # 730 * 0.005 each.
    yield Truth("ec2_address_unassociated", free, Decimal("3.65"))
    yield Truth("ec2_address_instance_stopped", parked, Decimal("3.65"))
    trainer = _address("eipalloc-0dd000000000004a", "203.0.113.24", instance_id("trainer"))
    yield Listed("ec2", "DescribeAddresses", "data-platform", "us-west-2", items=[trainer])


def _endpoints(now: datetime) -> Iterator[Told]:
    made = now - timedelta(days=200)
    idle, used, paid, appliance = (f"vpce-0dd000000000000{n}a" for n in range(1, 5))
    queue, storage = "com.amazonaws.us-east-1.sqs", "com.amazonaws.us-east-1.s3"
    firewall = "com.amazonaws.vpce.us-east-1.vpce-svc-0dd0000000000001a"
    two, one = list(_SUBNETS)[:2], list(_SUBNETS)[:1]
    told = (
        (idle, "Interface", queue, two, 0),
        (used, "Interface", "com.amazonaws.us-east-1.kms", two, 20),
        (paid, "Interface", storage, two, 500),
        (appliance, "GatewayLoadBalancer", firewall, one, 0),
    )
    yield _listed(
        "DescribeVpcEndpoints",
        *(_endpoint(name, kind, of, subnets, made) for name, kind, of, subnets, _ in told),
        _endpoint("vpce-0dd0000000000008a", "Gateway", storage, [], made) | {"VpcId": _GOOD},
        _endpoint("vpce-0dd0000000000009a", "Gateway", "com.amazonaws.us-east-1.dynamodb", [], made)
        | {"VpcId": _GOOD},
    )
    for name, kind, of, _, gigabytes in told:
        if gigabytes:
            dimensions = {
                "Endpoint Type": kind,
                "Service Name": of,
                "VPC Endpoint Id": name,
                "VPC Id": _SHOP,
            }
            yield _monthly("AWS/PrivateLinkEndpoints", "BytesProcessed", dimensions, gigabytes)
    # 730 * 0.01 in each of two zones, and in one.
    yield Truth("vpc_endpoint_idle", idle, Decimal("14.60"))
    yield Truth("vpc_endpoint_idle", appliance, Decimal("7.30"))
    # Two zones, and 500 GB at 0.01.
    yield Truth("vpc_endpoint_paid_for_free_service", paid, Decimal("19.60"))


def _connections(now: datetime) -> Iterator[Told]:
    made = now - timedelta(days=200)
    gateway = "tgw-0dd0000000000001a"
    idle, used = "tgw-attach-0dd0000000000001a", "tgw-attach-0dd0000000000002a"
    yield _listed(
        "DescribeTransitGatewayAttachments",
        *(
            {
                "TransitGatewayAttachmentId": name,
                "TransitGatewayId": gateway,
                "TransitGatewayOwnerId": ACCOUNTS["production"].id,
                "ResourceOwnerId": ACCOUNTS["production"].id,
                "ResourceType": "vpc",
                "ResourceId": vpc,
                "State": "available",
                "CreationTime": made,
            }
            for name, vpc in ((idle, _LEFT), (used, _SHOP))
        ),
    )
    for name, gigabytes in ((idle, 0), (used, 100)):
        dimensions = {"TransitGateway": gateway, "TransitGatewayAttachment": name}
        for metric in ("BytesIn", "BytesOut"):
            yield _monthly("AWS/TransitGateway", metric, dimensions, gigabytes)
    # 730 * 0.05 each, as of the connections below.
    yield Truth("vpc_transit_attachment_idle", idle, Decimal("36.50"))
    down, silent, busy = (f"vpn-0dd000000000000{n}a" for n in range(1, 4))
    yield _listed(
        "DescribeVpnConnections",
        _vpn(down, "DOWN", now - timedelta(days=50)),
        _vpn(silent, "UP", made),
        _vpn(busy, "UP", made),
    )
    for name, gigabytes in ((silent, 0), (busy, 40)):
        for metric in ("TunnelDataIn", "TunnelDataOut"):
            yield _monthly("AWS/VPN", metric, {"VpnId": name}, gigabytes)
    yield Truth("vpc_vpn_connection_down", down, Decimal("36.50"))
    yield Truth("vpc_vpn_connection_idle", silent, Decimal("36.50"))


def _kiosks(now: datetime) -> Iterator[Told]:
    """Twelve small instances that each have an address of their own."""
    vpc = "vpc-0dd0000000000004a"
    place = ("development", "us-west-2")
    yield Listed("ec2", "DescribeVpcs", *place, items=[_vpc(vpc)])
    names = [f"i-0dd00000000000{n:02}a" for n in range(12)]
    yield Listed(
        "ec2",
        "DescribeInstances",
        *place,
        items=[
            {
                "InstanceId": name,
                "ImageId": "ami-0dd0000000000001a",
                "InstanceType": "t4g.micro",
                "State": {"Code": 16, "Name": "running"},
                "LaunchTime": now - timedelta(days=90),
                "Placement": {"AvailabilityZone": "us-west-2a", "Tenancy": "default"},
                "Monitoring": {"State": "disabled"},
                "Architecture": "arm64",
                "PlatformDetails": "Linux/UNIX",
                "VpcId": vpc,
                "PublicIpAddress": f"198.51.100.{n + 1}",
                "Tags": [{"Key": "Name", "Value": f"kiosk-{n + 1}"}],
            }
            for n, name in enumerate(names)
        ],
    )
    for name in names:
        for metric in ("NetworkIn", "NetworkOut"):
            yield Measured(
                "AWS/EC2",
                metric,
                {"InstanceId": name},
                *place,
                level=0.5 * _GIB / _SAMPLES_A_MONTH,
                unit="Bytes",
            )
    # Twelve addresses at 3.65; a gateway for 32.85, one address, and 12 GB at 0.045.
    yield Truth("vpc_addresses_many", vpc, Decimal("6.76"))


def _through(gateway: str, gigabytes: float) -> Iterator[Measured]:
    """What a NAT gateway processes in a month, a quarter of it sent."""
    of = {"NatGatewayId": gateway}
    yield _monthly("AWS/NATGateway", "BytesInFromSource", of, gigabytes / 4)
    yield _monthly("AWS/NATGateway", "BytesInFromDestination", of, gigabytes * 3 / 4)
    yield Measured(
        "AWS/NATGateway", "ActiveConnectionCount", of, *_HERE, level=20.0 if gigabytes else 0.0
    )


def _monthly(namespace: str, metric: str, dimensions: dict[str, str], gigabytes: float) -> Measured:
    level = gigabytes * _GIB / _SAMPLES_A_MONTH
    return Measured(namespace, metric, dimensions, *_HERE, level=level, unit="Bytes")


def _listed(operation: str, *items: Shape) -> Listed:
    return Listed("ec2", operation, *_HERE, items=items)


def _vpc(name: str) -> dict[str, Any]:
    return {"VpcId": name, "State": "available", "IsDefault": False, "CidrBlock": "10.0.0.0/16"}


def _gateway(name: str, subnet: str, made: datetime) -> dict[str, Any]:
    vpc, _ = _SUBNETS[subnet]
    return {
        "NatGatewayId": name,
        "VpcId": vpc,
        "SubnetId": subnet,
        "State": "available",
        "ConnectivityType": "public",
        "CreateTime": made,
        "NatGatewayAddresses": [{"PublicIp": f"192.0.2.{int(name[-2])}"}],
    }


def _routes(name: str, vpc: str, gateway: str, subnets: list[str]) -> dict[str, Any]:
    return {
        "RouteTableId": name,
        "VpcId": vpc,
        "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
            {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": gateway, "State": "active"},
        ],
        "Associations": [{"SubnetId": subnet, "Main": False} for subnet in subnets],
    }


def _address(name: str, ip: str, instance: str) -> dict[str, Any]:
    return {
        "AllocationId": name,
        "PublicIp": ip,
        "Domain": "vpc",
        "AssociationId": name.replace("eipalloc", "eipassoc"),
        "InstanceId": instance,
    }


def _endpoint(
    name: str, kind: str, service: str, subnets: list[str], made: datetime
) -> dict[str, Any]:
    return {
        "VpcEndpointId": name,
        "VpcEndpointType": kind,
        "ServiceName": service,
        "VpcId": _SHOP,
        "State": "Available",
        "SubnetIds": subnets,
        "RequesterManaged": False,
        "CreationTimestamp": made,
    }


def _vpn(name: str, status: str, since: datetime) -> dict[str, Any]:
    return {
        "VpnConnectionId": name,
        "State": "available",
        "Type": "ipsec.1",
        "CustomerGatewayId": "cgw-0dd0000000000001a",
        "VpnGatewayId": "vgw-0dd0000000000001a",
        "VgwTelemetry": [{"Status": status, "LastStatusChange": since}] * 2,
    }
