"""An endpoint in a VPC that nothing is sent to."""

from typing import Final

from costgov.checks._network import texts
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_endpoint_idle",
    title="VPC endpoint that nothing is sent to",
    why="An interface endpoint is charged by the hour in each of its zones, used or not.",
    kinds=("AWS::EC2::VPCEndpoint",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeVpcEndpoints", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html",
    metrics=("BytesProcessed",),
    window_days=14,
)
_HOURLY: Final = frozenset({"Interface", "GatewayLoadBalancer"})


def evaluate(endpoint: Resource, look: Look) -> Verdict:
    """PASSED for what AWS services made for themselves; UNKNOWN where no metrics exist."""
    kind = str(look.attribute(endpoint, "VpcEndpointType"))
    if kind not in _HOURLY or endpoint.managed_by or endpoint.state != "available":
        return PASSED
    look.old_enough(endpoint)
    if look.total(endpoint, "BytesProcessed"):
        return PASSED
    zones = len(texts(endpoint, "SubnetIds", look))
    return Failed(
        why=f"Nothing went through it in {META.window_days} days; it is in {zones} zones.",
        now=(Line(f"vpc.endpoint-hours/{kind}", HOURS_A_MONTH * zones),),
        facts={"service": str(look.attribute(endpoint, "ServiceName"))},
    )
