"""An Intel instance that would cost less of the same size with AMD's processors."""

from typing import Final

from costgov.checks._families import family_of, same_size, share_saved
from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_instance_amd",
    title="EC2 instance would cost less with an AMD processor",
    why="AMD instances cost a tenth less by the hour, and run the same x86 programs.",
    kinds=("AWS::EC2::Instance",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeInstances",),
    docs="https://aws.amazon.com/ec2/amd/",
    thresholds=thresholds(
        least_percent=("5", "%", "savings below this share of the price are not worth a restart"),
    ),
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """PASSED for members of groups, whose template decides."""
    if instance.state != "running" or instance.managed_by or instance.lifecycle != "on-demand":
        return PASSED
    present = look.catalogue.get(instance.instance_type or "", instance.region)
    family = family_of(present.name)
    if family is None or family.maker != "Intel" or not present.current:
        return PASSED
    best = next(same_size(instance, look, "AMD"), None)
    if best is None or share_saved(instance, best, look) < look.setting("least_percent"):
        return PASSED
    percent = share_saved(instance, best, look)
    return Failed(
        why=f"{best.type.name} has the {present.vcpus} vCPU and {present.memory_gib:g} GiB of "
        f"{present.name} for {percent:.0f} % less.",
        now=(instance_line(instance),),
        then=(instance_line(instance, best.type.name),),
        facts={"first": "stop the instance, change its type and start it again"},
    )
