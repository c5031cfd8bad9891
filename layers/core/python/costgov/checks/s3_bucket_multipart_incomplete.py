"""Parts of uploads that were never completed: charged as storage, listed nowhere."""

from decimal import Decimal
from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks._s3 import rules, sampled
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="s3_bucket_multipart_incomplete",
    title="S3 uploads were begun and never completed",
    why="The parts of an unfinished upload are charged as storage although no object is listed.",
    kinds=("AWS::S3::Bucket",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=(
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:GetLifecycleConfiguration",
    ),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
    thresholds=thresholds(days=("7", "days", "younger uploads may still be completed")),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """Priced by the uploads that were sized: what they hold is saved at least."""
    if any(one.get("AbortIncompleteMultipartUpload") for one in rules(bucket, look)):
        return PASSED
    found = sampled(bucket, look, "MultipartUploads")
    days = look.setting("days")
    old = sum(n for day, n in found["Begun"].items() if _age(look, day) >= days)
    if not old:
        return PASSED
    held = sum(one["Bytes"] for one in found["Sized"] if _age(look, one["Day"]) >= days)
    more = " or more" if found["Truncated"] else ""
    why = f"{old}{more} uploads were begun {days} or more days ago and never completed."
    if not held:
        return Failed(why, unpriced="those whose parts were listed hold none")
    return Failed(
        f"{why[:-1]}; the oldest hold {in_gb(held):.2f} GB.",
        now=(Line("s3.storage/STANDARD", in_gb(held)),),
        facts={"sized": f"{len(found['Sized'])} uploads of {old}{more}"},
    )


def _age(look: Look, day: str) -> Decimal:
    return Decimal(look.days_since(f"{day}T00:00:00+00:00"))
