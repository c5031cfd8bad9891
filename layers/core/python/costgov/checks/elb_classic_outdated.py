"""A classic load balancer for HTTP: an application load balancer does the same for less."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._load_balancers import hours_line
from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="elb_classic_outdated",
    title="Classic load balancer would cost less as an application one",
    why="An application load balancer costs less by the hour, and most often less by the gigabyte.",
    kinds=("AWS::ElasticLoadBalancing::LoadBalancer",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("elasticloadbalancing:DescribeLoadBalancers", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/migrate-classic-load-balancer.html",
    metrics=("EstimatedProcessedBytes", "EstimatedALBConsumedLCUs", "RequestCount"),
    window_days=14,
    thresholds=thresholds(uses=("10", "a day", "what is asked less often had better be deleted")),
)
_HTTP: Final = frozenset({"HTTP", "HTTPS"})
_GIB: Final = 2**30


def evaluate(balancer: Resource, look: Look) -> Verdict:
    """PASSED where it also speaks something else than HTTP, or would cost no less."""
    protocols = look.attribute(balancer, "Protocols")
    if not isinstance(protocols, list) or not _HTTP.issuperset(map(str, protocols)):
        return PASSED
    if look.total(balancer, "RequestCount") / META.window_days < look.setting("uses"):
        return PASSED
    units = look.digest(balancer, "EstimatedALBConsumedLCUs").avg
    if units is None:
        raise NotKnown("the capacity units it would consume were not estimated")
    gigabytes = in_a_month(look, balancer, "EstimatedProcessedBytes") / _GIB
    now = (hours_line(balancer, look), Line("elb.bytes/classic", gigabytes))
    then = (
        Line("elb.hours/application", HOURS_A_MONTH),
        Line("elb.capacity/application", units * HOURS_A_MONTH),
    )
    if cost(then, look, balancer) >= cost(now, look, balancer):
        return PASSED
    return Failed(
        why=f"{gigabytes:.0f} GB a month would be {units:.2f} capacity units of an application "
        "load balancer.",
        now=now,
        then=then,
    )
