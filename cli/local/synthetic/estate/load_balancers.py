"""Load balancers of every type, with what is behind them and how much they are asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Listed, Measured, Told, Truth
from cli.local.synthetic.names import ACCOUNTS

_HERE = ("production", "us-east-1")
_PREFIX = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNTS['production'].id}"
_SAMPLES_A_MONTH = 730 * 12
_NAMESPACES = {"app": "AWS/ApplicationELB", "net": "AWS/NetworkELB"}
_COUNTS = {"app": "RequestCount", "net": "NewFlowCount"}


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it nobody needs."""
    made = now - timedelta(days=300)
    told: tuple[tuple[str, list[str], int], ...] = (
        # Its name, the state of its targets, requests a day.
        ("app/shop/0ee0000000000001", ["healthy", "healthy"], 250_000),
        ("app/nothing/0ee0000000000002", [], 0),
        ("net/broken/0ee0000000000003", ["unhealthy", "unhealthy"], 0),
        ("app/quiet/0ee0000000000004", ["healthy"], 4),
    )
    yield Listed(
        "elbv2", "DescribeLoadBalancers", *_HERE, items=[_balancer(one, made) for one, _, _ in told]
    )
    yield Listed(
        "elbv2", "DescribeTargetGroups", *_HERE, items=[_targets(one) for one, _, _ in told]
    )
    for name, states, requests in told:
        yield Listed(
            "elbv2",
            "DescribeTargetHealth",
            *_HERE,
            where={"TargetGroupArn": _targets(name)["TargetGroupArn"]},
            items=[
                {"Target": {"Id": f"10.0.0.{n}", "Port": 80}, "TargetHealth": {"State": state}}
                for n, state in enumerate(states, 10)
            ],
        )
        if requests:
            yield Measured(
                _NAMESPACES[name[:3]],
                _COUNTS[name[:3]],
                {"LoadBalancer": name},
                *_HERE,
                level=requests / 288,
            )
    # 730 * 0.0225 each.
    for check, name in (
        ("elb_balancer_without_targets", told[1][0]),
        ("elb_balancer_unhealthy", told[2][0]),
        ("elb_balancer_idle", told[3][0]),
    ):
        yield Truth(check, name, Decimal("16.425"))
    yield from _classic(made)


def _classic(made: datetime) -> Iterator[Told]:
    """One of the former generation, with a terabyte a month of HTTP."""
    name = "orders-classic"
    yield Listed(
        "elb",
        "DescribeLoadBalancers",
        *_HERE,
        items=[
            {
                "LoadBalancerName": name,
                "Scheme": "internal",
                "CreatedTime": made,
                "Instances": [{"InstanceId": "i-0cc0000000000001a"}],
                "ListenerDescriptions": [
                    {
                        "Listener": {
                            "Protocol": "HTTP",
                            "LoadBalancerPort": 80,
                            "InstanceProtocol": "HTTP",
                            "InstancePort": 80,
                        }
                    }
                ],
            }
        ],
    )
    yield Listed(
        "elb",
        "DescribeInstanceHealth",
        *_HERE,
        where={"LoadBalancerName": name},
        items=[{"InstanceId": "i-0cc0000000000001a", "State": "InService"}],
    )
    for metric, level, unit in (
        ("RequestCount", 400.0, "Count"),
        ("EstimatedProcessedBytes", 1000 * 2**30 / _SAMPLES_A_MONTH, "Bytes"),
        ("EstimatedALBConsumedLCUs", 0.5, "Count"),
    ):
        yield Measured(
            "AWS/ELB", metric, {"LoadBalancerName": name}, *_HERE, level=level, unit=unit
        )
    # 730 * 0.025 and 1,000 GB at 0.008 against 730 * (0.0225 + 0.5 * 0.008).
    yield Truth("elb_classic_outdated", name, Decimal("6.905"))


def _balancer(name: str, made: datetime) -> dict[str, Any]:
    kind, label, _ = name.split("/")
    return {
        "LoadBalancerArn": f"{_PREFIX}:loadbalancer/{name}",
        "LoadBalancerName": label,
        "Type": {"app": "application", "net": "network"}[kind],
        "Scheme": "internet-facing",
        "State": {"Code": "active"},
        "CreatedTime": made,
    }


def _targets(balancer: str) -> dict[str, Any]:
    _, label, tail = balancer.split("/")
    return {
        "TargetGroupArn": f"{_PREFIX}:targetgroup/{label}/{tail}",
        "TargetGroupName": label,
        "Protocol": "HTTP",
        "Port": 80,
        "TargetType": "ip",
        "LoadBalancerArns": [f"{_PREFIX}:loadbalancer/{balancer}"],
    }
