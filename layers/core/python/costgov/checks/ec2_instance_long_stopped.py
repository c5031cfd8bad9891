"""An instance that has been stopped for so long that nobody will start it again."""

from typing import Final

from costgov.checks._ebs import VOLUME, attached_to, volume_lines
from costgov.checks._network import ADDRESS, IDLE_ADDRESS
from costgov.checks._stopped import LONG_STOPPED_DAYS, stopped_days
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_instance_long_stopped",
    title="EC2 instance has been stopped for weeks",
    why="A stopped instance is not charged itself, but its volumes and addresses are.",
    kinds=("AWS::EC2::Instance",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    # It may stand by for when another one fails.
    risk=Level.MEDIUM,
    # From an image that is to be taken first.
    reversible=True,
    iam=("ec2:DescribeInstances", "ec2:DescribeVolumes", "ec2:DescribeAddresses"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html",
    thresholds=thresholds(
        days=(str(LONG_STOPPED_DAYS), "days", "instances stopped for less may be started again"),
    ),
)


def belongs_to(address: Resource) -> tuple[str, ...]:
    """The id of the instance that an Elastic IP address belongs to."""
    name = address.attributes.get("InstanceId")
    return (str(name),) if name else ()


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say when it was stopped."""
    if instance.state != "stopped" or instance.managed_by:
        return PASSED
    days = stopped_days(instance, look)
    if days < look.setting("days"):
        return PASSED
    volumes = look.estate.related(VOLUME, attached_to, instance.id)
    addresses = look.estate.related(ADDRESS, belongs_to, instance.id)
    now = [line for volume in volumes for line in volume_lines(volume, look)]
    now += [IDLE_ADDRESS] * len(addresses)
    why = (
        f"It was stopped {days} days ago and still has {len(volumes)} volumes and "
        f"{len(addresses)} addresses."
    )
    if not now:
        return Failed(why=why, unpriced="nothing it holds is charged")
    return Failed(why=why, now=tuple(now), facts={"first": "take an image of it"})
