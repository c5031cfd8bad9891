"""Load balancers of both generations, with the health of what is behind them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import batched
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

LOAD_BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
CLASSIC: Final = "AWS::ElasticLoadBalancing::LoadBalancer"

_BALANCERS: Final = "elbv2:DescribeLoadBalancers"
_GROUPS: Final = "elbv2:DescribeTargetGroups"
_HEALTH: Final = "elbv2:DescribeTargetHealth"
_TAGS: Final = "elbv2:DescribeTags"
_CLASSICS: Final = "elb:DescribeLoadBalancers"
_CLASSIC_TAGS: Final = "elb:DescribeTags"
_CLASSIC_HEALTH: Final = "elb:DescribeInstanceHealth"
# As many as DescribeTags takes at once.
_AT_ONCE: Final = 20


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    yield from _balancers(reader, place)
    yield from _classics(reader, place)


def _balancers(reader: Reader, place: Place) -> Iterator[Resource]:
    found = list(reader.each(_BALANCERS, "LoadBalancers"))
    tags: dict[str, dict[str, str]] = {}
    for some in batched((one["LoadBalancerArn"] for one in found), _AT_ONCE, strict=False):
        described = reader.each(_TAGS, "TagDescriptions", ResourceArns=list(some))
        tags |= {one["ResourceArn"]: tags_of(one) for one in described}
    targets = _targets(reader) if found else {}
    for one in found:
        arn = one["LoadBalancerArn"]
        yield place.resource(
            LOAD_BALANCER,
            # As CloudWatch names it: app/shop/50dc6c495c0c9188.
            arn.partition(":loadbalancer/")[2],
            arn,
            state=one.get("State", {}).get("Code", "active"),
            created=one.get("CreatedTime"),
            tags=tags.get(arn, {}),
            attributes={
                **kept(one, "LoadBalancerName", "Type", "Scheme", "VpcId"),
                **targets.get(arn, {"TargetGroups": 0, "Targets": 0, "HealthyTargets": 0}),
            },
        )


def _targets(reader: Reader) -> dict[str, dict[str, JsonValue]]:
    """How many targets are behind each load balancer, and how many of them are healthy.

    One call for each target group: there is no other way to learn of their targets.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in reader.each(_GROUPS, "TargetGroups"):
        arns = group.get("LoadBalancerArns", ())
        if not arns:
            continue
        health = [
            one["TargetHealth"]["State"]
            for one in reader.each(
                _HEALTH, "TargetHealthDescriptions", TargetGroupArn=group["TargetGroupArn"]
            )
        ]
        for arn in arns:
            counts[arn]["TargetGroups"] += 1
            counts[arn]["Targets"] += len(health)
            # A Lambda function or a group without health checks has no other state.
            counts[arn]["HealthyTargets"] += sum(
                one in {"healthy", "unavailable"} for one in health
            )
    names = ("TargetGroups", "Targets", "HealthyTargets")
    return {arn: {name: count[name] for name in names} for arn, count in counts.items()}


def _classics(reader: Reader, place: Place) -> Iterator[Resource]:
    found = list(reader.each(_CLASSICS, "LoadBalancerDescriptions"))
    tags: dict[str, dict[str, str]] = {}
    for some in batched((one["LoadBalancerName"] for one in found), _AT_ONCE, strict=False):
        described = reader.each(_CLASSIC_TAGS, "TagDescriptions", LoadBalancerNames=list(some))
        tags |= {one["LoadBalancerName"]: tags_of(one) for one in described}
    for one in found:
        name = one["LoadBalancerName"]
        yield place.resource(
            CLASSIC,
            name,
            place.arn("elasticloadbalancing", f"loadbalancer/{name}"),
            created=one.get("CreatedTime"),
            tags=tags.get(name, {}),
            attributes={
                **kept(one, "Scheme"),
                **({"VpcId": one["VPCId"]} if "VPCId" in one else {}),
                "Protocols": _protocols(one),
                **_instances(reader, one),
            },
        )


def _protocols(balancer: Mapping[str, Any]) -> list[JsonValue]:
    listeners = balancer.get("ListenerDescriptions", ())
    return [*sorted({str(one["Listener"]["Protocol"]) for one in listeners})]


def _instances(reader: Reader, balancer: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Registered instances and how many of them are in service; a call where there are any."""
    if "Instances" not in balancer:
        return {}
    registered = len(balancer["Instances"])
    if not registered:
        return {"Targets": 0, "HealthyTargets": 0}
    states = reader.each(
        _CLASSIC_HEALTH, "InstanceStates", LoadBalancerName=balancer["LoadBalancerName"]
    )
    healthy = sum(one.get("State") == "InService" for one in states)
    return {"Targets": registered, "HealthyTargets": healthy}


def _of_type(wanted: str) -> Callable[[Resource], dict[str, str] | None]:
    def dimensions(balancer: Resource) -> dict[str, str] | None:
        is_wanted = balancer.attributes.get("Type") == wanted
        return {"LoadBalancer": balancer.id} if is_wanted else None

    return dimensions


def _of_classic(balancer: Resource) -> dict[str, str]:
    return {"LoadBalancerName": balancer.id}


# No load balancer publishes anything of these while there is no traffic.
_COUNTS: Final = (
    *(
        (LOAD_BALANCER, "AWS/ApplicationELB", name, "Count", _of_type("application"))
        # Only what is sent to a target is a request: a listener's own answers are counted apart.
        for name in ("RequestCount", "HTTP_Redirect_Count", "HTTP_Fixed_Response_Count")
    ),
    (LOAD_BALANCER, "AWS/NetworkELB", "NewFlowCount", "Count", _of_type("network")),
    (CLASSIC, "AWS/ELB", "RequestCount", "Count", _of_classic),
    (CLASSIC, "AWS/ELB", "EstimatedProcessedBytes", "Bytes", _of_classic),
)

SOURCE: Final = Source(
    name="load-balancers",
    kinds=(LOAD_BALANCER, CLASSIC),
    calls=(_BALANCERS, _GROUPS, _HEALTH, _TAGS, _CLASSICS, _CLASSIC_TAGS, _CLASSIC_HEALTH),
    fetch=_fetch,
    metrics=(
        *(
            MetricSpec(
                kind, namespace, name, unit, dimensions, reading="count", silent_is_zero=True
            )
            for kind, namespace, name, unit, dimensions in _COUNTS
        ),
        MetricSpec(
            LOAD_BALANCER,
            "AWS/GatewayELB",
            "NewFlowCount",
            "Count",
            _of_type("gateway"),
            reading="count",
            silent_is_zero=True,
            digest="GatewayNewFlowCount",
        ),
        MetricSpec(CLASSIC, "AWS/ELB", "EstimatedALBConsumedLCUs", "Count", _of_classic),
    ),
)
