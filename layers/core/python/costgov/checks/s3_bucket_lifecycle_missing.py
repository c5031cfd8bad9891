"""A bucket in which nothing is ever deleted or moved by itself."""

from decimal import Decimal
from typing import Final

from costgov.checks._s3 import SIZES, rules, storage_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="s3_bucket_lifecycle_missing",
    title="S3 bucket has no lifecycle rules",
    why="Without rules everything ever written is kept and paid for until somebody deletes it.",
    kinds=("AWS::S3::Bucket",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("s3:GetLifecycleConfiguration", "cloudwatch:ListMetrics"),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
    metrics=SIZES,
    window_days=14,
    thresholds=thresholds(gb=("10", "GB", "a bucket that holds less is not worth a rule")),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """What may be deleted, and when, only its owner can say: never a figure."""
    if rules(bucket, look):
        return PASSED
    stored = sum((one.quantity for one in storage_lines(bucket, look)), Decimal(0))
    if stored < look.setting("gb"):
        return PASSED
    return Failed(
        why=f"No rule deletes or moves any of {stored:.0f} GB.",
        unpriced="what of it may go is for its owner to say",
    )
