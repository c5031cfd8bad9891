"""Fargate by vCPU and GB, and control planes of EKS.

The price list tells Fargate's products apart by their usage type alone: those of x86_64 bear no
architecture, and Windows and Spot are listed beside them.
"""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_ECS: Final = "AmazonECS"
_EKS: Final = "AmazonEKS"
_SERVICE: Final = ("AWS::ECS::Service",)
_CLUSTER: Final = ("AWS::EKS::Cluster",)

RULES: Final = (
    PriceRule(
        "fargate.vcpu/x86_64", _ECS, {}, "hours", "Fargate-vCPU-Hours:perCPU", kinds=_SERVICE
    ),
    PriceRule("fargate.memory/x86_64", _ECS, {}, "hours", "Fargate-GB-Hours", kinds=_SERVICE),
    PriceRule(
        "fargate.vcpu/arm64", _ECS, {}, "hours", "Fargate-ARM-vCPU-Hours:perCPU", kinds=_SERVICE
    ),
    PriceRule("fargate.memory/arm64", _ECS, {}, "hours", "Fargate-ARM-GB-Hours", kinds=_SERVICE),
    PriceRule("eks.cluster", _EKS, {}, "Hours", "AmazonEKS-Hours:perCluster", kinds=_CLUSTER),
    # Charged beside the hour of the cluster itself.
    PriceRule(
        "eks.extended_support",
        _EKS,
        {},
        "Hours",
        "AmazonEKS-Hours:extendedSupport",
        kinds=_CLUSTER,
    ),
)
