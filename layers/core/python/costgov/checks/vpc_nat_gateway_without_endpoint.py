"""Traffic to S3 or DynamoDB goes through a NAT gateway though a gateway endpoint costs nothing."""

from typing import Final

from costgov.checks._network import ENDPOINT, processed_gb, vpc_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_nat_gateway_without_endpoint",
    title="VPC has a NAT gateway and no gateway endpoint for S3 or DynamoDB",
    why="What goes to S3 or DynamoDB through a gateway endpoint is free, through NAT charged.",
    kinds=("AWS::EC2::NatGateway",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeNatGateways", "ec2:DescribeVpcEndpoints", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    metrics=("BytesInFromSource", "BytesInFromDestination"),
    window_days=14,
    thresholds=thresholds(
        gigabytes=("100", "GB/month", "of less traffic any part is hardly worth the change"),
    ),
)
_FREE: Final = ("s3", "dynamodb")


def evaluate(gateway: Resource, look: Look) -> Verdict:
    """UNKNOWN where its traffic was not measured."""
    vpc = str(look.attribute(gateway, "VpcId"))
    served = {
        str(one.attributes.get("ServiceName")).rpartition(".")[2]
        for one in look.estate.related(ENDPOINT, vpc_of, vpc)
        if one.attributes.get("VpcEndpointType") == "Gateway"
    }
    missing = [name for name in _FREE if name not in served]
    if not missing:
        return PASSED
    gigabytes = processed_gb(gateway, look)
    if gigabytes < look.setting("gigabytes"):
        return PASSED
    return Failed(
        why=f"{gigabytes:.0f} GB a month go through it, and {vpc} has no gateway endpoint for "
        f"{' or '.join(missing)}.",
        unpriced="which part of its traffic goes there is not known without flow logs: between "
        "none and all of what it processes would be saved",
        facts={"at most": f"{gigabytes:.0f} GB a month"},
    )
