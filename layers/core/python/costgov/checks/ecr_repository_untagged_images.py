"""Images whose tag has moved on to a newer one."""

from typing import Final

from costgov.checks._ecr import images, untouched_gb
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="ecr_repository_untagged_images",
    title="ECR keeps images without a tag",
    why="An image whose tag has moved to a newer one is stored until somebody deletes it.",
    kinds=("AWS::ECR::Repository",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=("ecr:DescribeRepositories", "ecr:DescribeImages"),
    docs="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    thresholds=thresholds(
        days=("14", "days", "those pushed or pulled since may be in use by their digest"),
        gb=("1", "GB", "less is not worth a rule"),
    ),
)


def evaluate(repository: Resource, look: Look) -> Verdict:
    """Layers that other images share stay: the figure is the most that is saved."""
    found = images(repository, look)
    unused = untouched_gb(found["Untagged"], look, look.setting("days"))
    if unused < look.setting("gb"):
        return PASSED
    if found["HasIndexes"]:
        raise NotKnown("parts of multi-platform images have no tags of their own")
    return Failed(
        f"Up to {unused:.1f} GB of images have no tag and were not used for"
        f" {look.setting('days')} days.",
        now=(Line("ecr.storage", unused),),
        facts={"layers": "those shared with images that stay are not saved"},
    )
