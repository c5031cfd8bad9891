"""EC2 instances and their CPU and memory use in one account and region."""

from typing import Final

from costgov.collectors.spec import CollectorSpec, IamStatement

SPEC: Final = CollectorSpec(
    name="ec2",
    dataset="resources",
    iam_actions=(
        IamStatement(
            actions=("ec2:DescribeInstances",),
            resources=("*",),
            reason="Describe actions of EC2 know no resource.",
            in_members=True,
        ),
        IamStatement(
            actions=("cloudwatch:GetMetricData", "cloudwatch:ListMetrics"),
            resources=("*",),
            reason="Reading metrics in CloudWatch knows no resource.",
            in_members=True,
        ),
        IamStatement(
            actions=("sts:AssumeRole",),
            resources=("arn:{partition}:iam::*:role/{member_role_name}",),
            reason="Other accounts are looked at through the read-only role of this name only.",
        ),
    ),
)
