"""A capacity reservation that nothing runs in is charged as if it did."""

from typing import Final

from costgov.checks._instances import system_of
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ec2_capacity_unused",
    title="Reserved capacity that no instance runs in",
    why="Reserved capacity is charged at the price of the instances, whether or not they run.",
    kinds=("AWS::EC2::CapacityReservation",),
    action=Action.RESIZE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # The capacity may be gone when it is asked for again.
    reversible=False,
    iam=("ec2:DescribeCapacityReservations", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservations-pricing-billing.html",
    metrics=("UsedInstanceCount",),
    window_days=14,
)


def evaluate(reservation: Resource, look: Look) -> Verdict:
    """What was free even at the busiest moment of the window; PASSED for prepaid blocks."""
    if reservation.attributes.get("ReservationType") == "capacity-block":
        return PASSED
    if reservation.state != "active":
        return PASSED
    look.old_enough(reservation)
    most = look.digest(reservation, "UsedInstanceCount").max
    if most is None:
        raise NotKnown("UsedInstanceCount has no maximum")
    total = look.number(reservation, "TotalInstanceCount")
    unused = total - most
    if unused < 1:
        return PASSED
    system = system_of(look.attribute(reservation, "InstancePlatform"))
    return Failed(
        why=f"Of {total} reserved {reservation.instance_type} at most {most:.0f} were used in "
        f"{META.window_days} days.",
        now=(
            Line(f"ec2.reservation/{reservation.instance_type}/{system}", unused * HOURS_A_MONTH),
        ),
    )
