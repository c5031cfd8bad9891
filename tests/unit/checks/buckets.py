"""Buckets as the S3 checks' tests need them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import TODAY, count, gauge, resource

GIB = 2**30
PRICES = {
    "s3.storage/STANDARD": "0.023",
    "s3.storage/STANDARD_IA": "0.0125",
    "s3.storage/GLACIER_IR": "0.004",
    "s3.storage/DEEP_ARCHIVE": "0.00099",
    "s3.get/STANDARD": "0.0000004",
    "s3.get/STANDARD_IA": "0.000001",
    "s3.get/GLACIER_IR": "0.00001",
    "s3.retrieval/STANDARD_IA": "0.01",
    "s3.retrieval/GLACIER_IR": "0.03",
    "s3.transition/STANDARD_IA": "0.00001",
    "s3.transition/GLACIER_IR": "0.00002",
    "s3.transition/DEEP_ARCHIVE": "0.00005",
}


def bucket(
    *,
    gib: Mapping[str, int] | None = None,
    objects: int = 100_000,
    digests: Iterable[MetricDigest] = (),
    age_days: int = 900,
    **changes: Any,
) -> Resource:
    """A bucket with GiB by storage type; 1,000 of Standard unless said otherwise."""
    sizes = {"StandardStorage": 1000} if gib is None else gib
    told: dict[str, Any] = {"LifecycleRules": [], "Versioning": "Off", "RequestMetrics": None}
    told |= {"StorageTypes": list(sizes)} | changes
    measured = [
        gauge(f"BucketSizeBytes/{name}", str(amount * GIB), unit="Bytes")
        for name, amount in sizes.items()
    ]
    measured.append(gauge("NumberOfObjects", str(objects), unit="Count"))
    return resource(
        "AWS::S3::Bucket", "b-1", age_days=age_days, digests=[*measured, *digests], **told
    )


def requests(
    *,
    days_measured: int = 455,
    uploaded_gib: Mapping[int, int] | None = None,
    downloaded_gib: int = 0,
    gets: int = 0,
    puts: int = 0,
) -> list[MetricDigest]:
    """Request metrics with a request on each of the last `days_measured` days."""
    found = []
    for days in (30, 90, 365, 455):
        told = count(f"AllRequests/{days}d", "1", days=days)
        found.append(
            told.model_copy(
                update={"points": min(days, days_measured), "start": TODAY - timedelta(days)}
            )
        )
    for days in (30, 90, 365):
        uploaded = (uploaded_gib or {}).get(days, 0) * GIB
        found.append(count(f"BytesUploaded/{days}d", str(uploaded), days=days))
        found.append(count(f"BytesDownloaded/{days}d", str(downloaded_gib * GIB), days=days))
    for days in (30, 90):
        found.append(count(f"GetRequests/{days}d", str(gets), days=days))
        found.append(count(f"PutRequests/{days}d", str(puts), days=days))
    return found
