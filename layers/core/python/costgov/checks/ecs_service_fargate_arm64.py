"""The same task costs less on Graviton."""

from typing import Final

from costgov.checks._ecs import ARM64, architecture, fargate_lines, on_fargate, on_spot, platform
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Option, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecs_service_fargate_arm64",
    title="Fargate service could run on arm64",
    why="A task on arm64 costs a fifth less than on x86_64.",
    kinds=("AWS::ECS::Service",),
    action=Action.MODERNISE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("ecs:DescribeServices", "ecs:DescribeTaskDefinition"),
    docs="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html",
)
_FIRST: Final = (
    "build the image for both architectures and run its tests on arm64",
    "see that sidecars and agents exist for arm64",
)


def evaluate(service: Resource, look: Look) -> Verdict:
    """Windows and Spot pass: the one does not exist on arm64, the other has prices of its own."""
    tasks = look.number(service, "desiredCount")
    if not tasks or not on_fargate(service) or on_spot(service):
        return PASSED
    if architecture(service) == ARM64:
        return PASSED
    if str(platform(service).get("operatingSystemFamily", "LINUX")).startswith("WINDOWS"):
        return PASSED
    then = fargate_lines(service, look, tasks, ARM64)
    return Failed(
        why=f"{tasks} tasks run on x86_64.",
        now=fargate_lines(service, look, tasks, architecture(service)),
        then=then,
        options=(Option("arm64", then, None, restart=True, why="same size", before_doing=_FIRST),),
    )
