"""A repository whose images are never deleted by themselves."""

from typing import Final

from costgov.checks._ecr import images
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="ecr_repository_lifecycle_missing",
    title="ECR repository has no lifecycle policy",
    why="Every build adds an image, and without a policy none ever goes.",
    kinds=("AWS::ECR::Repository",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("ecr:GetLifecyclePolicy", "ecr:DescribeImages"),
    docs="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    thresholds=thresholds(images=("10", "images", "fewer do not need a policy")),
)


def evaluate(repository: Resource, look: Look) -> Verdict:
    """What a policy would delete now is what the checks of unused images count."""
    if look.attribute(repository, "HasLifecyclePolicy"):
        return PASSED
    count = images(repository, look)["Count"]
    if count < look.setting("images"):
        return PASSED
    return Failed(
        f"No policy ever deletes any of its {count} images.",
        unpriced="what may go now is counted where images are unused or have no tag",
    )
