"""Much in S3 Standard whose use nobody measures, so that no lifecycle rule can be justified."""

from decimal import Decimal
from typing import Final

from costgov.checks._gb import in_gb
from costgov.checks._s3 import STANDARD, average_object, is_tiered, size
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="s3_bucket_access_unmeasured",
    title="S3 bucket of unknown access is not in Intelligent-Tiering",
    why="Intelligent-Tiering moves what is not read to cheaper tiers and never charges retrieval.",
    kinds=("AWS::S3::Bucket",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("s3:GetLifecycleConfiguration", "s3:GetMetricsConfiguration", "cloudwatch:ListMetrics"),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html",
    metrics=("BucketSizeBytes/StandardStorage", "NumberOfObjects"),
    window_days=14,
    thresholds=thresholds(
        gb=("500", "GB", "what less is stored is not worth the change"),
        object_kb=("128", "KB", "smaller objects are never moved to a cheaper tier"),
        cold_percent=("0", "%", "share taken to be unread for 30 days; 0 takes none and no saving"),
    ),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """PASSED where request metrics exist: lifecycle rules are judged by them."""
    if look.attribute(bucket, "RequestMetrics") or is_tiered(bucket, look):
        return PASSED
    stored = in_gb(size(bucket, look, STANDARD))
    if stored < look.setting("gb"):
        return PASSED
    objects, each = average_object(bucket, look)
    if each < look.setting("object_kb") * 1024:
        return PASSED
    fee = look.price("s3.monitoring/INTELLIGENT_TIERING", bucket).amount * objects
    frequent, infrequent = (
        look.price(f"s3.storage/{tier}", bucket).amount for tier in ("STANDARD", "INT_INFREQUENT")
    )
    most = (frequent - infrequent) * stored
    if fee >= most:
        return PASSED
    cold = look.setting("cold_percent") / 100
    why = (
        f"How {stored:.0f} GB in Standard are read is not measured; Intelligent-Tiering pays"
        f" from {fee / most:.1%} unread on."
    )
    facts = {"monitoring a month": f"{fee:.2f} USD", "if nothing is read": f"{most - fee:.2f} USD"}
    if not cold:
        return Failed(why, unpriced="how much of it is read is not measured", facts=facts)
    return Failed(
        why,
        now=(Line("s3.storage/STANDARD", stored),),
        then=_tiers(stored, objects, cold),
        facts=facts,
    )


def _tiers(stored: Decimal, objects: Decimal, cold: Decimal) -> tuple[Line, ...]:
    """A month in Intelligent-Tiering, with a twelfth of the requests that move everything there."""
    return (
        Line("s3.storage/INT_FREQUENT", stored * (1 - cold)),
        Line("s3.storage/INT_INFREQUENT", stored * cold),
        Line("s3.monitoring/INTELLIGENT_TIERING", objects),
        Line("s3.transition/INTELLIGENT_TIERING", objects / 12),
    )
