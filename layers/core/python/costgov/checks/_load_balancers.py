"""What load balancers are charged for, and how their use is counted."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import HOURS_A_MONTH, Line
from costgov.domain.resources import Resource

CLASSIC: Final = "AWS::ElasticLoadBalancing::LoadBalancer"
BALANCERS: Final = ("AWS::ElasticLoadBalancingV2::LoadBalancer", CLASSIC)
# What an application load balancer answers by itself is not among the requests it counts.
_ANSWERS: Final = ("RequestCount", "HTTP_Redirect_Count", "HTTP_Fixed_Response_Count")
_COUNTED: Final = {
    "application": (_ANSWERS, "requests"),
    "network": (("NewFlowCount",), "connections"),
    "gateway": (("GatewayNewFlowCount",), "connections"),
}
# The count of requests of a classic load balancer is of connections where it does not speak HTTP.
_OF_CLASSIC: Final = (("RequestCount",), "requests")
USES: Final = (*_ANSWERS, "NewFlowCount", "GatewayNewFlowCount")
"""The metrics that tell how load balancers of all types are used."""


def balancer_type(balancer: Resource, look: Look) -> str:
    """application, network, gateway or classic; raises NotKnown."""
    return "classic" if balancer.kind == CLASSIC else str(look.attribute(balancer, "Type"))


def hours_line(balancer: Resource, look: Look) -> Line:
    """What a month of it costs before any use; raises NotKnown."""
    return Line(f"elb.hours/{balancer_type(balancer, look)}", HOURS_A_MONTH)


def daily_use(balancer: Resource, look: Look) -> tuple[Decimal, str]:
    """How much it is asked a day, and of what; raises NotKnown."""
    metrics, word = _COUNTED.get(balancer_type(balancer, look), _OF_CLASSIC)
    found = look.digest(balancer, metrics[0])
    used = sum((look.total(balancer, one) for one in metrics), Decimal(0))
    return used / (found.end - found.start).days, word
