"""A bucket policy that lets everybody in: what is downloaded is paid for by its owner."""

from typing import Final

from costgov.checks._s3 import sampled
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="s3_bucket_policy_public",
    title="S3 bucket policy lets everybody in",
    why="Whatever anybody downloads from a public bucket is charged to its owner.",
    kinds=("AWS::S3::Bucket",),
    action=Action.REVIEW,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(
        *("s3:GetBucketPolicyStatus", "s3:GetBucketPublicAccessBlock"),
        "s3:GetAccountPublicAccessBlock",
    ),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """A block of the account or of the bucket makes a public policy ineffective."""
    if not look.attribute(bucket, "IsPublic"):
        return PASSED
    for name in ("AccountPublicAccessBlock", "PublicAccessBlock"):
        if sampled(bucket, look, name).get("RestrictPublicBuckets"):
            return PASSED
    return Failed(
        "Its policy is public, and neither the bucket nor the account blocks public access.",
        unpriced="what strangers will download cannot be foretold",
    )
