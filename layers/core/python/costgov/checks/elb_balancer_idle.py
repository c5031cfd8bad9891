"""A load balancer with healthy targets that hardly anybody asks."""

from typing import Final

from costgov.checks._load_balancers import BALANCERS, USES, daily_use, hours_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="elb_balancer_idle",
    title="Load balancer that hardly anybody uses",
    why="A load balancer is charged by the hour, however few requests it gets.",
    kinds=BALANCERS,
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("elasticloadbalancing:DescribeLoadBalancers", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
    metrics=USES,
    window_days=14,
    thresholds=thresholds(
        uses=("10", "a day", "scanners of the internet alone make about as many")
    ),
)


def evaluate(balancer: Resource, look: Look) -> Verdict:
    """PASSED without a healthy target, which is judged for itself."""
    if not look.number(balancer, "HealthyTargets"):
        return PASSED
    look.old_enough(balancer)
    uses, word = daily_use(balancer, look)
    if uses >= look.setting("uses"):
        return PASSED
    return Failed(
        why=f"It gets {uses:.1f} {word} a day, over {META.window_days} days.",
        now=(hours_line(balancer, look),),
    )
