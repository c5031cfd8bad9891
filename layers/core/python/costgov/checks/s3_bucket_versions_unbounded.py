"""Versions that were replaced or deleted long ago and are kept for ever."""

from decimal import Decimal
from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks._s3 import STANDARD, rules, sampled, size
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="s3_bucket_versions_unbounded",
    title="S3 keeps replaced versions for ever",
    why="Every replaced or deleted version is charged in full until a rule expires it.",
    kinds=("AWS::S3::Bucket",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=(
        *("s3:GetBucketVersioning", "s3:ListBucketVersions", "s3:GetLifecycleConfiguration"),
        "cloudwatch:ListMetrics",
    ),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html",
    metrics=("BucketSizeBytes/StandardStorage",),
    window_days=14,
    thresholds=thresholds(
        days=("30", "days", "for so long a replaced version may be wanted back"),
        gb=("1", "GB", "what holds less is not worth a rule"),
    ),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """Priced is what was listed. Of a bucket too large for that, its share tells whether to look.

    The first 1,000 versions by name are no sample of the rest: what they hold is the least.
    """
    if look.attribute(bucket, "Versioning") == "Off":
        return PASSED
    if any(one.get("NoncurrentVersionExpiration") for one in rules(bucket, look)):
        return PASSED
    sample = sampled(bucket, look, "VersionsSample")
    days = look.setting("days")
    old = sum(
        amount
        for day, amount in sample["NoncurrentSince"].items()
        if look.days_since(f"{day}T00:00:00+00:00") >= days
    )
    if not old:
        return PASSED
    share = Decimal(old) / sample["Bytes"]
    in_all = size(bucket, look, STANDARD) * share if sample["Truncated"] else Decimal(old)
    if in_gb(in_all) < look.setting("gb"):
        return PASSED
    least, extent = ("At least ", "the first 1,000") if sample["Truncated"] else ("", "all")
    return Failed(
        why=f"{least}{in_gb(old):.2f} GB were replaced or deleted {days} or more days ago and are "
        "kept.",
        now=(Line("s3.storage/STANDARD", in_gb(old)),),
        facts={"share": f"{share:.1%} of {extent} versions"},
    )
