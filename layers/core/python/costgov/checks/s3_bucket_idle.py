"""A bucket nobody reads from or writes to."""

from decimal import Decimal
from typing import Final

from costgov.checks._s3 import SIZES, requests_known, storage_lines
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Option, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="s3_bucket_idle",
    title="S3 bucket is neither read nor written",
    why="What nobody has touched for months is either forgotten or belongs into an archive.",
    kinds=("AWS::S3::Bucket",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.HIGH,
    reversible=False,
    iam=("s3:GetMetricsConfiguration", "cloudwatch:ListMetrics"),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
    metrics=(*SIZES, "GetRequests/90d", "PutRequests/90d"),
    window_days=14,
    thresholds=thresholds(
        requests=("0", "requests", "reads and writes in 90 days that still count as idle"),
        gb=("1", "GB", "a bucket that holds less is not worth asking about"),
    ),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """UNKNOWN where requests were not measured for 90 days."""
    lines = storage_lines(bucket, look)
    stored = sum((one.quantity for one in lines), Decimal(0))
    if stored < look.setting("gb"):
        return PASSED
    requests_known(bucket, look, 90)
    used = look.total(bucket, "GetRequests/90d") + look.total(bucket, "PutRequests/90d")
    if used > look.setting("requests"):
        return PASSED
    return Failed(
        why=f"{stored:.0f} GB had {used:.0f} reads and writes in 90 days.",
        now=lines,
        options=(
            Option("delete it", (), None, restart=False, why="Nothing uses it."),
            Option(
                "archive it",
                (Line("s3.storage/DEEP_ARCHIVE", stored),),
                None,
                restart=False,
                why="It must be kept: restoring takes hours and is charged.",
            ),
        ),
    )
