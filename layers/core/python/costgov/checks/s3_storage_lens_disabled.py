"""The free overview of what is stored is switched off."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

_DEFAULT: Final = "default-account-dashboard"
META: Final = Meta(
    id="s3_storage_lens_disabled",
    title="S3 Storage Lens is switched off",
    why="Its free metrics show unfinished uploads, old versions and what is never read.",
    kinds=("AWS::S3::StorageLens",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("s3:ListStorageLensConfigurations",),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens_basics_metrics_recommendations.html",
)


def evaluate(lens: Resource, look: Look) -> Verdict:
    """Only the default dashboard is judged, and only where no other one is on."""
    if lens.id != _DEFAULT or look.attribute(lens, "IsEnabled"):
        return PASSED
    if any(one.attributes.get("IsEnabled") for one in look.estate.of_kind(lens.kind)):
        return PASSED
    return Failed(
        "No Storage Lens dashboard of the account is on.",
        unpriced="it shows where savings are, and saves nothing itself",
    )
