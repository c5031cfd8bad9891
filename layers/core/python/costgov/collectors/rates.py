"""Prices and instance types are the same for every account, so the home account reads them."""

from typing import Final

from costgov.collectors.spec import CollectorSpec, IamStatement

SPEC: Final = CollectorSpec(
    name="prices",
    dataset="prices",
    iam_actions=(
        IamStatement(
            actions=("pricing:GetProducts",),
            resources=("*",),
            reason="The price list knows no resource.",
        ),
        IamStatement(
            actions=("ec2:DescribeInstanceTypes", "ec2:DescribeSpotPriceHistory"),
            resources=("*",),
            reason="Describe actions of EC2 know no resource.",
        ),
    ),
)
