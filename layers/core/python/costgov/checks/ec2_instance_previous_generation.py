"""An instance of a generation that AWS calls previous, with a cheaper successor."""

from typing import Final

from costgov.checks._families import family_of, same_size
from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
from costgov.domain.resources import Resource
from costgov.domain.sizing import Candidate

META: Final = Meta(
    id="ec2_instance_previous_generation",
    title="EC2 instance of a previous generation",
    why="A later generation of the same size does more for less.",
    kinds=("AWS::EC2::Instance",),
    action=Action.MODERNISE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("ec2:DescribeInstances",),
    docs="https://aws.amazon.com/ec2/previous-generation/",
)
_BEFORE: Final = (
    "check that the image has drivers for ENA and NVMe, which later generations need",
    "stop the instance, change its type and start it again",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """PASSED for members of groups, whose template decides; UNKNOWN without a successor."""
    if instance.state != "running" or instance.managed_by or instance.lifecycle != "on-demand":
        return PASSED
    present = look.catalogue.get(instance.instance_type or "", instance.region)
    if present.current:
        return PASSED
    found = sorted(same_size(instance, look), key=_newest)
    if not found:
        return PASSED
    best = found[0]
    return Failed(
        why=f"{present.name} is of a previous generation; {best.type.name} of the same size "
        "costs less.",
        now=(instance_line(instance),),
        then=(instance_line(instance, best.type.name),),
        options=(
            Option(
                best.type.name,
                (instance_line(instance, best.type.name),),
                risk=None,
                restart=True,
                why=f"the newest generation that costs less: ${best.hourly} an hour",
                before_doing=_BEFORE,
            ),
        ),
    )


def _newest(one: Candidate) -> tuple[int, object]:
    family = family_of(one.type.name)
    return (-family.generation if family else 0, one.hourly)
