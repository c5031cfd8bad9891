"""A load balancer none of whose targets is healthy, and which serves nobody."""

from typing import Final

from costgov.checks._load_balancers import BALANCERS, USES, daily_use, hours_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="elb_balancer_unhealthy",
    title="Load balancer without a healthy target",
    why="With no healthy target it serves nobody, and what nobody repairs nobody needs.",
    kinds=BALANCERS,
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetHealth",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    metrics=USES,
    window_days=14,
    thresholds=thresholds(uses=("100", "a day", "what is asked more often fails somebody now")),
)


def evaluate(balancer: Resource, look: Look) -> Verdict:
    """PASSED while it is asked: that is an outage, not waste."""
    targets = look.number(balancer, "Targets")
    if not targets or look.number(balancer, "HealthyTargets"):
        return PASSED
    look.old_enough(balancer)
    uses, word = daily_use(balancer, look)
    if uses >= look.setting("uses"):
        return PASSED
    return Failed(
        why=f"None of its {targets} targets is healthy; it gets {uses:.1f} {word} a day.",
        now=(hours_line(balancer, look),),
    )
