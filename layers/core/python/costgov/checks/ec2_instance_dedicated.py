"""An instance on hardware of its own, which costs more by the hour."""

from typing import Final

from costgov.checks._instances import system_of
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_instance_dedicated",
    title="EC2 instance with dedicated tenancy",
    why="Dedicated instances cost more by the hour, and $2 an hour more for the first of a region.",
    kinds=("AWS::EC2::Instance",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    # Licences or an auditor may ask for it.
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeInstances",),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/dedicated-instance.html",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where AWS does not say where it runs."""
    if look.attribute(instance, "Tenancy") != "dedicated" or instance.state != "running":
        return PASSED
    system = system_of(look.attribute(instance, "PlatformDetails"))
    name = f"{instance.instance_type}/{system}"
    return Failed(
        why=f"{instance.instance_type} runs on hardware that no other account uses.",
        now=(Line(f"ec2.dedicated/{name}", HOURS_A_MONTH),),
        then=(Line(f"ec2.instance/{name}", HOURS_A_MONTH),),
        facts={"first": "make sure that no licence and no auditor asks for it"},
    )
