"""Small objects in infrequent-access classes, charged as 128 KB each."""

from typing import Final

from costgov.checks._costs import cost
from costgov.checks._gb import in_gb
from costgov.checks._s3 import CLASSES, size
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

# Storage types of objects, and of what they are charged for beyond their own size.
_TYPES: Final = {
    "StandardIAStorage": "StandardIASizeOverhead",
    "OneZoneIAStorage": "OneZoneIASizeOverhead",
    "GlacierInstantRetrievalStorage": "GlacierInstantRetrievalSizeOverhead",
}
META: Final = Meta(
    id="s3_bucket_small_objects_infrequent",
    title="Small S3 objects are charged as 128 KB in a colder class",
    why="In infrequent-access classes an object is charged as 128 KB however small it is.",
    kinds=("AWS::S3::Bucket",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:ListMetrics",),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html",
    metrics=tuple(f"BucketSizeBytes/{one}" for pair in _TYPES.items() for one in pair),
    window_days=14,
    thresholds=thresholds(gb=("1", "GB", "less charged beyond the objects' size is no matter")),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """Judged as if all of the class went back to Standard: what goes back is never more."""
    now: list[Line] = []
    then: list[Line] = []
    beyond = in_gb(sum(size(bucket, look, one) for one in _TYPES.values()))
    if beyond < look.setting("gb"):
        return PASSED
    for storage_type, overhead in _TYPES.items():
        own, more = (in_gb(size(bucket, look, one)) for one in (storage_type, overhead))
        if not more:
            continue
        charged = Line(f"s3.storage/{CLASSES[storage_type]}", own + more)
        back = Line("s3.storage/STANDARD", own)
        if cost([back], look, bucket) < cost([charged], look, bucket):
            now.append(charged)
            then.append(back)
    if not now:
        return PASSED
    return Failed(
        why=f"{beyond:.0f} GB are charged beyond the size of objects smaller than 128 KB.",
        now=tuple(now),
        then=tuple(then),
    )
