"""A VPC attached to a transit gateway that sends nothing and gets nothing."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="vpc_transit_attachment_idle",
    title="Transit gateway attachment without traffic",
    why="Each attachment of a VPC to a transit gateway is charged by the hour.",
    kinds=("AWS::EC2::TransitGatewayAttachment",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeTransitGatewayAttachments", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-cloudwatch-metrics.html",
    metrics=("BytesIn", "BytesOut"),
    window_days=14,
    thresholds=thresholds(megabytes=("1", "MB/day", "health checks of routes are about as much")),
)
_MEGA: Final = 10**6


def evaluate(attachment: Resource, look: Look) -> Verdict:
    """UNKNOWN where the gateway belongs to another account, which alone has the metrics."""
    if look.attribute(attachment, "ResourceType") != "vpc" or attachment.state != "available":
        return PASSED
    look.old_enough(attachment)
    moved = look.total(attachment, "BytesIn") + look.total(attachment, "BytesOut")
    daily = moved / META.window_days / _MEGA
    if daily >= look.setting("megabytes"):
        return PASSED
    return Failed(
        why=f"{daily:.2f} MB a day went through it over {META.window_days} days.",
        now=(Line("transit-gateway.hours/vpc", HOURS_A_MONTH),),
        facts={"attached": str(attachment.attributes.get("ResourceId", "not told"))},
    )
