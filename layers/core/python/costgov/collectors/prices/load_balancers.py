"""Elastic Load Balancing: hours by type, and what is charged for use."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_ELB: Final = "AWSELB"
_HOURS: Final = "LoadBalancerUsage"
_CLASSIC: Final = ("AWS::ElasticLoadBalancing::LoadBalancer",)
_BOTH: Final = ("AWS::ElasticLoadBalancingV2::LoadBalancer", *_CLASSIC)

RULES: Final = (
    *(
        PriceRule(
            f"elb.hours/{name}",
            _ELB,
            {"productFamily": f"Load Balancer-{family}"},
            "Hrs",
            _HOURS,
            kinds=_BOTH,
        )
        for name, family in (
            ("application", "Application"),
            ("network", "Network"),
            ("gateway", "Gateway"),
        )
    ),
    PriceRule(
        "elb.capacity/application",
        _ELB,
        {"productFamily": "Load Balancer-Application"},
        "LCU-Hrs",
        "LCUUsage",
        kinds=_BOTH,
    ),
    PriceRule(
        "elb.hours/classic",
        _ELB,
        {"productFamily": "Load Balancer"},
        "Hrs",
        _HOURS,
        kinds=_CLASSIC,
    ),
    PriceRule(
        "elb.bytes/classic",
        _ELB,
        {"productFamily": "Load Balancer"},
        "GB",
        "DataProcessing-Bytes",
        kinds=_CLASSIC,
    ),
)
