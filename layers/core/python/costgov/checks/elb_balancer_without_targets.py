"""A load balancer with nothing behind it."""

from typing import Final

from costgov.checks._load_balancers import BALANCERS, hours_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="elb_balancer_without_targets",
    title="Load balancer without targets",
    why="A load balancer is charged by the hour, also while it has nowhere to send a request.",
    kinds=BALANCERS,
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-delete.html",
    metrics=("RequestCount",),
    window_days=14,
    thresholds=thresholds(days=("7", "days", "younger ones may still be set up")),
)


def evaluate(balancer: Resource, look: Look) -> Verdict:
    """PASSED where it is asked: a listener may redirect or answer by itself."""
    if look.number(balancer, "Targets") > 0:
        return PASSED
    age = look.age_days(balancer)
    if age < look.setting("days"):
        return PASSED
    requests = next((one for one in balancer.digests if one.metric == "RequestCount"), None)
    if requests is not None and requests.total:
        return PASSED
    return Failed(
        why=f"Nothing is registered behind it; it is {age} days old.",
        now=(hours_line(balancer, look),),
    )
