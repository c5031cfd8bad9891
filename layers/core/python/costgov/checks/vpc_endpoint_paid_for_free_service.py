"""An interface endpoint for a service that also has gateway endpoints, which are free."""

from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks._network import GIB, texts
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_endpoint_paid_for_free_service",
    title="Interface endpoint where a gateway endpoint is free",
    why="S3 and DynamoDB are reached from a VPC through gateway endpoints at no charge.",
    kinds=("AWS::EC2::VPCEndpoint",),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # From on-premises networks and other VPCs only an interface endpoint can be reached.
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeVpcEndpoints", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    metrics=("BytesProcessed",),
    window_days=14,
)
_FREE: Final = frozenset({"s3", "dynamodb"})


def evaluate(endpoint: Resource, look: Look) -> Verdict:
    """PASSED for one that nothing goes through: that is found idle; and for another region's."""
    if look.attribute(endpoint, "VpcEndpointType") != "Interface" or endpoint.managed_by:
        return PASSED
    if endpoint.attributes.get("ServiceRegion", endpoint.region) != endpoint.region:
        return PASSED
    service = str(look.attribute(endpoint, "ServiceName"))
    if service.rpartition(".")[2] not in _FREE:
        return PASSED
    gigabytes = in_a_month(look, endpoint, "BytesProcessed") / GIB
    if not gigabytes:
        return PASSED
    zones = len(texts(endpoint, "SubnetIds", look))
    return Failed(
        why=f"{service} is reached through an interface endpoint in {zones} zones, with "
        f"{gigabytes:.0f} GB a month.",
        now=(
            Line("vpc.endpoint-hours/Interface", HOURS_A_MONTH * zones),
            Line("vpc.endpoint-bytes/Interface", gigabytes),
        ),
        facts={"first": "make sure that nothing outside of this VPC uses it"},
    )
