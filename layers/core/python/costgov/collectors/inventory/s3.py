"""S3 buckets: their settings, what is unfinished or superseded in them, size by storage type.

CloudWatch is asked which storage types a bucket has, so that only those are read. Requests are
measured where the bucket publishes them for itself as a whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.inventory._per_item import Setting, side_by_side
from costgov.collectors.inventory._s3_content import (
    PARTS,
    UPLOADS,
    VERSIONS,
    unfinished_uploads,
    versions_sample,
)
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

BUCKET: Final = "AWS::S3::Bucket"
_LIST: Final = "s3:ListBuckets"
_METRICS: Final = "cloudwatch:ListMetrics"


def _whole_bucket(answer: Mapping[str, Any]) -> str | None:
    """The name under which requests to the whole bucket are measured, if they are."""
    found = (
        one["Id"] for one in answer.get("MetricsConfigurationList", ()) if not one.get("Filter")
    )
    return next(found, None)


_TAGS: Final = Setting(
    "TagSet", "s3:GetBucketTagging", lambda it: it["TagSet"], ("NoSuchTagSet",), []
)
# Asked first: a bucket may be deleted after it was listed.
_VERSIONING: Final = Setting(
    "Versioning",
    "s3:GetBucketVersioning",
    lambda it: it.get("Status", "Off"),
    ("NoSuchBucket",),
)
_SETTINGS: Final = (
    Setting(
        "LifecycleRules",
        "s3:GetBucketLifecycleConfiguration",
        lambda it: it.get("Rules", ()),
        ("NoSuchLifecycleConfiguration",),
        [],
    ),
    Setting(
        "EncryptionRules",
        "s3:GetBucketEncryption",
        lambda it: it["ServerSideEncryptionConfiguration"]["Rules"],
        ("ServerSideEncryptionConfigurationNotFoundError",),
        [],
    ),
    Setting(
        "PublicAccessBlock",
        "s3:GetPublicAccessBlock",
        lambda it: it["PublicAccessBlockConfiguration"],
        ("NoSuchPublicAccessBlockConfiguration",),
        {},
    ),
    Setting(
        "IsPublic",
        "s3:GetBucketPolicyStatus",
        lambda it: it["PolicyStatus"].get("IsPublic", False),
        ("NoSuchBucketPolicy",),
        default=False,
    ),
    Setting(
        "IntelligentTiering",
        "s3:ListBucketIntelligentTieringConfigurations",
        lambda it: [one["Id"] for one in it.get("IntelligentTieringConfigurationList", ())],
    ),
    Setting("RequestMetrics", "s3:ListBucketMetricsConfigurations", _whole_bucket),
)
_ACCOUNT_BLOCK: Final = Setting(
    "AccountPublicAccessBlock",
    "s3control:GetPublicAccessBlock",
    lambda it: it["PublicAccessBlockConfiguration"],
    ("NoSuchPublicAccessBlockConfiguration",),
    {},
)
STORAGE_TYPES: Final = (
    *("StandardStorage", "StandardIAStorage", "StandardIASizeOverhead", "OneZoneIAStorage"),
    *("OneZoneIASizeOverhead", "GlacierInstantRetrievalStorage", "GlacierStorage"),
    *("GlacierInstantRetrievalSizeOverhead", "DeepArchiveStorage", "ReducedRedundancyStorage"),
    *("IntelligentTieringFAStorage", "IntelligentTieringIAStorage"),
    *("IntelligentTieringAIAStorage", "IntelligentTieringAAStorage"),
    "IntelligentTieringDAAStorage",
)
"""Storage types of the metric BucketSizeBytes that checks know a price of."""
REQUEST_DAYS: Final = (30, 90, 365)
"""Windows over which requests are read: the ages at which lifecycle rules usually act."""
_KEPT_DAYS: Final = 455
"""For how long CloudWatch keeps what it has."""


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    types = _storage_types(reader)
    account = _ACCOUNT_BLOCK.read(reader, AccountId=place.account_id)

    def described(bucket: Mapping[str, Any]) -> Resource | None:
        told = {"StorageTypes": [*types.get(bucket["Name"], ())], **account}
        return _described(reader, place, bucket, told)

    # A dozen calls each: one bucket after the other, a thousand would take minutes.
    buckets = reader.each(_LIST, "Buckets", BucketRegion=place.region)
    yield from (one for one in side_by_side(buckets, described) if one is not None)


def _described(
    reader: Reader, place: Place, bucket: Mapping[str, Any], known: Mapping[str, JsonValue]
) -> Resource | None:
    """A bucket with its settings; None where it was deleted after it was listed."""
    name = bucket["Name"]
    told = _VERSIONING.read(reader, Bucket=name)
    if told.get("Versioning", "refused") is None:
        return None
    told |= known
    for setting in _SETTINGS:
        told |= setting.read(reader, Bucket=name)
    told |= unfinished_uploads(reader, place, name)
    if told.get("Versioning") in {"Enabled", "Suspended"}:
        told |= versions_sample(reader, name)
    tags = _TAGS.read(reader, Bucket=name)
    return place.resource(
        BUCKET,
        name,
        f"arn:{place.partition}:s3:::{name}",
        created=bucket.get("CreationDate"),
        tags=tags_of(tags, "TagSet"),
        attributes=told,
    )


def _storage_types(reader: Reader) -> Mapping[str, list[str]]:
    """Storage types by bucket, of those that CloudWatch had a size of in the last two weeks."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    sizes = reader.each(_METRICS, "Metrics", Namespace="AWS/S3", MetricName="BucketSizeBytes")
    for metric in sizes:
        dimensions = {one["Name"]: one["Value"] for one in metric["Dimensions"]}
        found[dimensions["BucketName"]].append(dimensions["StorageType"])
    return found


def _of_type(storage_type: str) -> Callable[[Resource], Mapping[str, str] | None]:
    def dimensions(bucket: Resource) -> Mapping[str, str] | None:
        types = bucket.attributes["StorageTypes"]
        if isinstance(types, list) and storage_type in types:
            return {"BucketName": bucket.id, "StorageType": storage_type}
        return None

    return dimensions


def _objects(bucket: Resource) -> Mapping[str, str] | None:
    if not bucket.attributes["StorageTypes"]:
        return None
    return {"BucketName": bucket.id, "StorageType": "AllStorageTypes"}


def _requests(bucket: Resource) -> Mapping[str, str] | None:
    name = bucket.attributes.get("RequestMetrics")
    return {"BucketName": bucket.id, "FilterId": str(name)} if name else None


def _sizes() -> Iterator[MetricSpec]:
    for one in STORAGE_TYPES:
        yield MetricSpec(
            BUCKET,
            "AWS/S3",
            "BucketSizeBytes",
            "Bytes",
            _of_type(one),
            period_seconds=ONE_DAY,
            digest=f"BucketSizeBytes/{one}",
        )
    yield MetricSpec(BUCKET, "AWS/S3", "NumberOfObjects", "Count", _objects, period_seconds=ONE_DAY)


def _request_counts() -> Iterator[MetricSpec]:
    """Where there were requests before a window began, none in it means that there were none."""
    for days in (*REQUEST_DAYS, _KEPT_DAYS):
        yield _request_count("AllRequests", "Count", days, silent_is_zero=False)
    for days in REQUEST_DAYS:
        yield _request_count("BytesUploaded", "Bytes", days)
        yield _request_count("BytesDownloaded", "Bytes", days)
    for days in REQUEST_DAYS[:2]:
        yield _request_count("GetRequests", "Count", days)
        yield _request_count("PutRequests", "Count", days)


def _request_count(name: str, unit: str, days: int, *, silent_is_zero: bool = True) -> MetricSpec:
    return MetricSpec(
        BUCKET,
        "AWS/S3",
        name,
        unit,
        _requests,
        reading="count",
        days=days,
        period_seconds=ONE_DAY,
        silent_is_zero=silent_is_zero,
        digest=f"{name}/{days}d",
    )


SOURCE: Final = Source(
    name="s3",
    kinds=(BUCKET,),
    calls=(
        *(_LIST, _METRICS, _ACCOUNT_BLOCK.call, _VERSIONING.call, _TAGS.call),
        *(one.call for one in _SETTINGS),
        *(UPLOADS, PARTS, VERSIONS),
    ),
    fetch=_fetch,
    metrics=(*_sizes(), *_request_counts()),
)
