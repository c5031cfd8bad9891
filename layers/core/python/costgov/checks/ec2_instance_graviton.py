"""An x86 instance that would cost less of the same size with AWS's own processors."""

from typing import Final

from costgov.checks._families import same_size, share_saved
from costgov.checks._instances import instance_key, instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ec2_instance_graviton",
    title="EC2 instance would cost less with a Graviton processor",
    why="Graviton instances cost a fifth less by the hour than Intel's of the same size.",
    kinds=("AWS::EC2::Instance",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.HIGH,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ec2:DescribeInstances",),
    docs="https://aws.amazon.com/ec2/graviton/",
    thresholds=thresholds(
        least_percent=("10", "%", "savings below this share of the price are not worth the work"),
    ),
)
_BEFORE: Final = (
    "check that every package, agent and library it runs exists for arm64",
    "build an image for arm64 and start a new instance from it: the type alone cannot be changed",
    "measure one instance beside the others before all are changed",
)


def evaluate(instance: Resource, look: Look) -> Verdict:
    """PASSED for Windows, which does not run there, and for members of groups."""
    if instance.state != "running" or instance.managed_by or instance.lifecycle != "on-demand":
        return PASSED
    present = look.catalogue.get(instance.instance_type or "", instance.region)
    if present.architecture != "x86_64" or instance_key(instance).endswith("/Windows"):
        return PASSED
    best = next(same_size(instance, look, "AWS"), None)
    if best is None or share_saved(instance, best, look) < look.setting("least_percent"):
        return PASSED
    then = (instance_line(instance, best.type.name),)
    percent = share_saved(instance, best, look)
    return Failed(
        why=f"{best.type.name} has the {present.vcpus} vCPU and {present.memory_gib:g} GiB of "
        f"{present.name} for {percent:.0f} % less.",
        now=(instance_line(instance),),
        then=then,
        options=(
            Option(
                best.type.name,
                then,
                risk=None,
                restart=True,
                why=f"${best.hourly} an hour",
                before_doing=_BEFORE,
            ),
        ),
    )
