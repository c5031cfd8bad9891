"""Images nobody has pulled for months."""

from typing import Final

from costgov.checks._ecr import images, untouched_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecr_repository_images_unused",
    title="ECR keeps images nobody pulls",
    why="Images that are no longer deployed are stored until a rule expires them.",
    kinds=("AWS::ECR::Repository",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("ecr:DescribeRepositories", "ecr:DescribeImages"),
    docs="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    thresholds=thresholds(
        days=("90", "days", "images pushed or pulled since are taken to be in use"),
        gb=("1", "GB", "less is not worth a rule"),
    ),
)


def evaluate(repository: Resource, look: Look) -> Verdict:
    """Layers that other images share stay: the figure is the most that is saved."""
    found = images(repository, look)
    unused = untouched_gb(found["Tagged"], look, look.setting("days"))
    if unused < look.setting("gb"):
        return PASSED
    return Failed(
        f"Up to {unused:.1f} GB of tagged images were neither pushed nor pulled for"
        f" {look.setting('days')} days.",
        now=(Line("ecr.storage", unused),),
        facts={"layers": "those shared with images that stay are not saved"},
    )
