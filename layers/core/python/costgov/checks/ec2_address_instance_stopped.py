"""An Elastic IP address of an instance that does not run."""

from typing import Final

from costgov.checks._network import IDLE_ADDRESS
from costgov.checks._stopped import LONG_STOPPED_DAYS, stopped_days
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import INSTANCE, Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ec2_address_instance_stopped",
    title="Elastic IP address of a stopped instance",
    why="The address is charged by the hour while the instance that has it is stopped.",
    kinds=("AWS::EC2::EIP",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("ec2:DescribeAddresses", "ec2:DescribeInstances"),
    docs="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
    thresholds=thresholds(
        days=("7", "days", "instances stopped for less will be started again"),
    ),
)


def evaluate(address: Resource, look: Look) -> Verdict:
    """PASSED where the instance is stopped for so long that it is judged itself."""
    name = address.attributes.get("InstanceId")
    if not isinstance(name, str) or not name:
        return PASSED
    instance = look.estate.get(INSTANCE, address.region, name)
    if instance is None:
        raise NotKnown(f"the instance {name} is not in the inventory")
    if instance.state != "stopped":
        return PASSED
    days = stopped_days(instance, look)
    if days < look.setting("days") or days >= LONG_STOPPED_DAYS:
        return PASSED
    return Failed(
        why=f"{look.attribute(address, 'PublicIp')} belongs to {instance.name}, which is stopped "
        f"for {days} days.",
        now=(IDLE_ADDRESS,),
    )
