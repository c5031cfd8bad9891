"""Parts of a VPC for the stories of network checks; list prices of us-east-1."""

from collections.abc import Mapping
from typing import Any

from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, gauge, resource

PRICES: Mapping[str, str] = {
    "ec2.address/in-use": "0.005",
    "nat.hours": "0.045",
    "nat.bytes": "0.045",
    "elb.hours/application": "0.0225",
    "elb.capacity/application": "0.008",
    "elb.hours/classic": "0.025",
    "elb.bytes/classic": "0.008",
}
GIB = 2**30


def of_a_month(gigabytes: float) -> str:
    """So many GB a month as the bytes of a fortnight."""
    return str(gigabytes * GIB * 14 * 24 / 730)


def traffic(gigabytes: float) -> tuple[MetricDigest, ...]:
    """What goes through a NAT gateway, a quarter of it sent."""
    return (
        count("BytesInFromSource", of_a_month(gigabytes / 4), unit="Bytes"),
        count("BytesInFromDestination", of_a_month(gigabytes * 3 / 4), unit="Bytes"),
    )


def connections(most: str) -> MetricDigest:
    return gauge("ActiveConnectionCount", "0", peak=most, unit="Count")


def nat_gateway(
    name: str = "nat-1",
    *digests: MetricDigest,
    age_days: int | None = 400,
    **changes: Any,
) -> Resource:
    told: dict[str, Any] = {
        "VpcId": "vpc-1",
        "SubnetId": "subnet-a",
        "ConnectivityType": "public",
        "PublicIps": ["203.0.113.1"],
    }
    return resource(
        "AWS::EC2::NatGateway", name, age_days=age_days, digests=digests, **(told | changes)
    )


def subnet(name: str, zone: str) -> Resource:
    return resource("AWS::EC2::Subnet", name, VpcId="vpc-1", AvailabilityZone=zone)


def routes(gateway: str, *subnets: str) -> Resource:
    return resource(
        "AWS::EC2::RouteTable",
        f"rtb-{gateway}",
        VpcId="vpc-1",
        NatGatewayIds=[gateway],
        SubnetIds=[*subnets],
    )


ZONES = (subnet("subnet-a", "us-east-1a"), subnet("subnet-b", "us-east-1b"))


def endpoint(
    kind: str = "Interface",
    service: str = "com.amazonaws.us-east-1.sqs",
    *digests: MetricDigest,
    age_days: int | None = 400,
    managed_by: str | None = None,
    **changes: Any,
) -> Resource:
    told: dict[str, Any] = {
        "VpcEndpointType": kind,
        "ServiceName": service,
        "VpcId": "vpc-1",
        "SubnetIds": ["subnet-a", "subnet-b"],
    }
    return resource(
        "AWS::EC2::VPCEndpoint",
        "vpce-1",
        age_days=age_days,
        managed_by=managed_by,
        digests=digests,
        **(told | changes),
    )


def asked(requests: str = "0", **answered: str) -> tuple[MetricDigest, ...]:
    """Requests of a fortnight to an application load balancer, and what it answered by itself."""
    names = ("HTTP_Redirect_Count", "HTTP_Fixed_Response_Count")
    own = (count(name, answered.get(name, "0")) for name in names)
    return (count("RequestCount", requests), *own)


def balancer(
    kind: str = "application",
    *digests: MetricDigest,
    targets: int | None = 2,
    healthy: int = 2,
    age_days: int | None = 400,
) -> Resource:
    """A load balancer of one of the newer types."""
    told: dict[str, Any] = {"Type": kind, "HealthyTargets": healthy}
    told |= {} if targets is None else {"Targets": targets}
    return resource(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "lb-1",
        age_days=age_days,
        digests=digests,
        **told,
    )


def classic(*digests: MetricDigest, **changes: Any) -> Resource:
    told: dict[str, Any] = {"Targets": 2, "HealthyTargets": 2, "Protocols": ["HTTP"]}
    return resource(
        "AWS::ElasticLoadBalancing::LoadBalancer", "lb-1", digests=digests, **(told | changes)
    )
