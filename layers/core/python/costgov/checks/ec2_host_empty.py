"""A dedicated host on which nothing runs."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_host_empty",
    title="Dedicated host without instances",
    why="A dedicated host is charged as a whole from its allocation to its release.",
    kinds=("AWS::EC2::Host",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeHosts",),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/dedicated-hosts-releasing.html",
    thresholds=thresholds(
        # A host for Mac instances cannot be released within a day.
        days=("2", "days", "younger hosts may be about to be used"),
    ),
)


def evaluate(host: Resource, look: Look) -> Verdict:
    """PASSED for a host that is reserved, which is paid in any case."""
    if look.number(host, "Instances") or host.attributes.get("HostReservationId"):
        return PASSED
    age = look.age_days(host)
    if age < look.setting("days"):
        return PASSED
    family = look.attribute(host, "InstanceFamily")
    return Failed(
        why=f"A host for {family} has no instances; it was allocated {age} days ago.",
        now=(Line(f"ec2.host/{family}", HOURS_A_MONTH),),
    )
