"""KMS is asked for every object, because the bucket has no key of its own to derive from."""

from decimal import Decimal
from typing import Any, Final

from costgov.checks._s3 import requests_known
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="s3_bucket_key_missing",
    title="S3 bucket encrypts by KMS without a bucket key",
    why="Without a bucket key each read and write is a charged KMS request of its own.",
    kinds=("AWS::S3::Bucket",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("s3:GetEncryptionConfiguration", "s3:GetMetricsConfiguration"),
    docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
    metrics=("GetRequests/30d", "PutRequests/30d"),
    window_days=30,
    thresholds=thresholds(
        percent=("99", "%", "KMS requests that a bucket key saves; AWS says up to 99"),
    ),
)


def evaluate(bucket: Resource, look: Look) -> Verdict:
    """Without request metrics there is something to do, but no figure of what it saves."""
    encryption = look.attribute(bucket, "EncryptionRules")
    if not isinstance(encryption, list):
        raise NotKnown("EncryptionRules is no list")
    if not any(_asks_each_time(one) for one in encryption):
        return PASSED
    if not look.attribute(bucket, "RequestMetrics"):
        return Failed(
            "Every read and write asks KMS for a key.",
            unpriced="how often it is read and written is not measured",
        )
    requests_known(bucket, look, 30)
    asked = look.total(bucket, "GetRequests/30d") + look.total(bucket, "PutRequests/30d")
    if not asked:
        return PASSED
    left = asked * (100 - look.setting("percent")) / 100
    return Failed(
        f"{asked:.0f} reads and writes in 30 days asked KMS for a key each.",
        now=(Line("kms.requests", asked),),
        then=(Line("kms.requests", left.quantize(Decimal(1))),),
    )


def _asks_each_time(rule: Any) -> bool:  # noqa: ANN401 - a rule as S3 tells it
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    by_kms = str(default.get("SSEAlgorithm", "")).startswith("aws:kms")
    return by_kms and not rule.get("BucketKeyEnabled", False)
