"""What S3 buckets hold and are charged for, shared by the checks of buckets."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from costgov.checks._gb import in_gb
from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

STANDARD: Final = "StandardStorage"
# Storage types of BucketSizeBytes by the storage class they are charged as.
CLASSES: Final[Mapping[str, str]] = {
    STANDARD: "STANDARD",
    "StandardIAStorage": "STANDARD_IA",
    "StandardIASizeOverhead": "STANDARD_IA",
    "OneZoneIAStorage": "ONEZONE_IA",
    "OneZoneIASizeOverhead": "ONEZONE_IA",
    "GlacierInstantRetrievalStorage": "GLACIER_IR",
    "GlacierInstantRetrievalSizeOverhead": "GLACIER_IR",
    "GlacierStorage": "GLACIER",
    "DeepArchiveStorage": "DEEP_ARCHIVE",
    "ReducedRedundancyStorage": "REDUCED_REDUNDANCY",
    "IntelligentTieringFAStorage": "INT_FREQUENT",
    "IntelligentTieringIAStorage": "INT_INFREQUENT",
    "IntelligentTieringAIAStorage": "INT_ARCHIVE_INSTANT",
    "IntelligentTieringAAStorage": "INT_ARCHIVE",
    "IntelligentTieringDAAStorage": "INT_DEEP_ARCHIVE",
}
SIZES: Final = tuple(f"BucketSizeBytes/{one}" for one in CLASSES)


def size(bucket: Resource, look: Look, storage_type: str) -> Decimal:
    """Bytes of a storage type, on average of the window; 0 where CloudWatch lists none.

    Raises:
        NotKnown: CloudWatch has no size of the bucket at all, or too little of this one.
    """
    types = look.attribute(bucket, "StorageTypes")
    if not isinstance(types, list) or not types:
        raise NotKnown("CloudWatch has no size of it")
    if storage_type not in types:
        return Decimal(0)
    average = look.digest(bucket, f"BucketSizeBytes/{storage_type}").avg
    if average is None:
        raise NotKnown(f"BucketSizeBytes/{storage_type} has no average")
    return average


def average_object(bucket: Resource, look: Look) -> tuple[Decimal, Decimal]:
    """(how many objects, the average bytes of one), parts of unfinished uploads included."""
    objects = look.digest(bucket, "NumberOfObjects").avg
    if not objects:
        raise NotKnown("it holds no objects")
    payload = (one for one in CLASSES if not one.endswith("Overhead"))
    return objects, sum((size(bucket, look, one) for one in payload), Decimal(0)) / objects


def storage_lines(bucket: Resource, look: Look) -> tuple[Line, ...]:
    """What a month of everything in the bucket is charged for storage."""
    found: dict[str, Decimal] = {}
    for storage_type, charged_as in CLASSES.items():
        key = f"s3.storage/{charged_as}"
        found[key] = found.get(key, Decimal(0)) + in_gb(size(bucket, look, storage_type))
    return tuple(Line(key, amount) for key, amount in found.items() if amount)


def rules(bucket: Resource, look: Look) -> Sequence[Mapping[str, Any]]:
    """The lifecycle rules that are on; raises NotKnown."""
    found = look.attribute(bucket, "LifecycleRules")
    if not isinstance(found, list):
        raise NotKnown("LifecycleRules is no list")
    return [one for one in found if isinstance(one, dict) and one.get("Status") == "Enabled"]


def is_tiered(bucket: Resource, look: Look) -> bool:
    """Whether some rule moves objects to another class, or Intelligent-Tiering does."""
    if any(one.get("Transitions") for one in rules(bucket, look)):
        return True
    tiers = (one for one in CLASSES if one.startswith("IntelligentTiering"))
    return any(size(bucket, look, one) for one in tiers)


def sampled(bucket: Resource, look: Look, name: str) -> Mapping[str, Any]:
    """An attribute that is a structure; raises NotKnown."""
    found = look.attribute(bucket, name)
    if not isinstance(found, dict):
        raise NotKnown(f"{name} is no structure")
    return found


def requests_known(bucket: Resource, look: Look, days: int) -> None:
    """Demand that requests have been measured for the last `days` (30, 90 or 365).

    S3 publishes only what happens, so that a quiet bucket looks like one whose request metrics
    were switched on today. A request older than the window proves that they were on all along.

    Raises:
        NotKnown: there is no such proof.
    """
    if not look.attribute(bucket, "RequestMetrics"):
        raise NotKnown("how it is used is not measured: it has no request metrics")
    longer = {30: 90, 90: 365, 365: 455}[days]
    if _days_with_requests(bucket, longer) <= _days_with_requests(bucket, days):
        raise NotKnown(f"no request older than {days} days proves that they were measured since")


def _days_with_requests(bucket: Resource, days: int) -> int:
    name = f"AllRequests/{days}d"
    found = next((one.points for one in bucket.digests if one.metric == name), None)
    if found is None:
        raise NotKnown(f"{name} has not been read")
    return found
