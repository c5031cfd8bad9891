"""EC2 Reserved Instances end soon."""

from typing import Final

from costgov.checks._expiring import judged
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import Action, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_reservation_expiring",
    title="EC2 Reserved Instances end soon",
    why="From its end on, what it paid for is charged on demand.",
    kinds=("AWS::EC2::ReservedInstances",),
    action=Action.RATE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("ec2:DescribeReservedInstances",),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ri-market-concepts-buying.html",
    thresholds=thresholds(days=("60", "days", "time to decide on a renewal")),
)


def evaluate(commitment: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say when it ends."""
    what = f"The reservation of {look.attribute(commitment, 'Count')} of {commitment.instance_type}"
    return judged(commitment, look, "End", what)
