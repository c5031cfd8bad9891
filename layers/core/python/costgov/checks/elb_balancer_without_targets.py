"""A load balancer with nothing behind it."""

from typing import Final

from costgov.checks._load_balancers import BALANCERS, USES, balancer_type, daily_use, hours_line
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
    metrics=USES,
    window_days=14,
    thresholds=thresholds(
        days=("7", "days", "younger ones may still be set up"),
        uses=("10", "a day", "scanners of the internet alone make about as many"),
    ),
)


def evaluate(balancer: Resource, look: Look) -> Verdict:
    """PASSED where it is asked: listeners of an application load balancer may redirect or answer.

    UNKNOWN where that was not measured.
    """
    if look.number(balancer, "Targets") > 0:
        return PASSED
    age = look.age_days(balancer)
    if age < look.setting("days"):
        return PASSED
    if balancer_type(balancer, look) == "application":
        uses, _ = daily_use(balancer, look)
        if uses >= look.setting("uses"):
            return PASSED
    return Failed(
        why=f"Nothing is registered behind it; it is {age} days old.",
        now=(hours_line(balancer, look),),
    )
