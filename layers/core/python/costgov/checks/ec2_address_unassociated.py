"""An Elastic IP address that belongs to nothing is charged by the hour."""

from typing import Final

from costgov.checks._network import IDLE_ADDRESS
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ec2_address_unassociated",
    title="Elastic IP address is associated with nothing",
    why="A public IPv4 address is charged by the hour from its allocation to its release.",
    kinds=("AWS::EC2::EIP",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    # The same address is hardly ever got back.
    reversible=False,
    iam=("ec2:DescribeAddresses",),
    docs="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
)


def evaluate(address: Resource, look: Look) -> Verdict:
    """PASSED for addresses of the account's own pool, which are not charged."""
    if address.attributes.get("PublicIpv4Pool") not in {None, "amazon"}:
        return PASSED
    if "AssociationId" in address.attributes or address.attributes.get("NetworkInterfaceId"):
        return PASSED
    if address.attributes.get("ServiceManaged"):
        return PASSED
    if address.state != "available":
        raise NotKnown("whether it is associated was not told")
    return Failed(
        why=f"{look.attribute(address, 'PublicIp')} is associated with nothing.",
        now=(IDLE_ADDRESS,),
    )
