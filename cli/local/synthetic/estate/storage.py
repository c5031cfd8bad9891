"""Buckets of the organisation."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cli.local.synthetic.estate.model import Answer, Listed, Measured, Told, Truth

SHOP = ("production", "us-east-1")
_GIB = 2**30
_DAY = 86_400
_EXPIRES = {"ID": "expire", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 3650}}
_TIERED = {
    "ID": "tier",
    "Status": "Enabled",
    "Filter": {},
    "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
}
_TAGS = [{"Key": "Team", "Value": "platform"}, {"Key": "Environment", "Value": "production"}]


def estate(now: datetime) -> Iterator[Told]:
    """What there is, and what of it is paid for nothing."""
    yield from _cold()
    yield from _hot()
    yield from _unmeasured()
    yield from _unruled()
    yield from _uploads(now)
    yield from _versions(now)
    yield from _idle()
    yield from _small_objects()
    yield from _without_bucket_key()
    yield from _public()
    yield from _lens()


def _bucket(
    name: str,
    *,
    gib: Mapping[str, int],
    objects: int,
    rules: tuple[Mapping[str, Any], ...] = (_EXPIRES,),
    a_day: Mapping[str, float] | None = None,
    versioned: bool = False,
) -> Iterator[Told]:
    """A bucket with what it holds; `a_day` are its requests by metric, if they are measured."""
    yield Listed(
        "s3",
        "ListBuckets",
        *SHOP,
        items=[
            {
                "Name": name,
                "CreationDate": datetime.fromisoformat("2023-02-03T09:00:00+00:00"),
                "BucketRegion": SHOP[1],
            }
        ],
    )
    where = {"Bucket": name}
    status = {"Status": "Enabled"} if versioned else {}
    yield Answer("s3", "GetBucketVersioning", *SHOP, where=where, reply=status)
    yield Answer("s3", "GetBucketTagging", *SHOP, where=where, reply={"TagSet": _TAGS})
    if rules:
        yield Answer(
            "s3", "GetBucketLifecycleConfiguration", *SHOP, where=where, reply={"Rules": [*rules]}
        )
    if a_day is not None:
        configured = {"MetricsConfigurationList": [{"Id": "EntireBucket"}], "IsTruncated": False}
        yield Answer("s3", "ListBucketMetricsConfigurations", *SHOP, where=where, reply=configured)
        for metric, level in {"AllRequests": 12.0, **a_day}.items():
            yield _metric(metric, {"BucketName": name, "FilterId": "EntireBucket"}, level)
    for storage_type, size in gib.items():
        at = {"BucketName": name, "StorageType": storage_type}
        yield _metric("BucketSizeBytes", at, size * _GIB, unit="Bytes")
    at = {"BucketName": name, "StorageType": "AllStorageTypes"}
    yield _metric("NumberOfObjects", at, objects)


def _private(name: str) -> Iterator[Told]:
    yield Answer(
        "s3", "GetBucketPolicyStatus", *SHOP, where={"Bucket": name}, error="NoSuchBucketPolicy"
    )


def _metric(name: str, at: Mapping[str, str], level: float, *, unit: str = "Count") -> Measured:
    return Measured("AWS/S3", name, at, *SHOP, level=level, unit=unit, every=_DAY)


def _cold() -> Iterator[Told]:
    """8 TiB of clickstream: 2 GiB are written a day, half a GiB is read."""
    name = "shop-clickstream"
    yield from _bucket(
        name,
        gib={"StandardStorage": 8192},
        objects=2_000_000,
        a_day={
            "BytesUploaded": 2.0 * _GIB,
            "BytesDownloaded": 0.5 * _GIB,
            "GetRequests": 1000.0,
            "PutRequests": 500.0,
        },
    )
    yield from _private(name)
    # Now 8,192 GB x 0.023 and 30,000 reads: 188.428. With Glacier Instant Retrieval at 90 days:
    # 180 GB x 0.023 = 4.14; 8,012 GB older and 3 months of 60 GB deleted early x 0.004 = 32.768;
    # 244.140625 objects a GB, of 8,012 / 12 + 60 GB, 177,653 x 0.00002 = 3.55306; 15 GB retrieved
    # x 0.03 = 0.45; 30,000 reads x 0.00001 = 0.30. In all 41.21106.
    yield Truth("s3_bucket_cold_standard", name, Decimal("147.21694"))


def _hot() -> Iterator[Told]:
    """Product images that are read all day: colder classes would cost more."""
    name = "shop-product-images"
    yield from _bucket(
        name,
        gib={"StandardStorage": 400},
        objects=900_000,
        a_day={
            "BytesUploaded": 1.0 * _GIB,
            "BytesDownloaded": 70.0 * _GIB,
            "GetRequests": 5_000_000.0,
            "PutRequests": 9000.0,
        },
    )
    yield from _private(name)


def _unmeasured() -> Iterator[Told]:
    name = "shop-raw-uploads"
    yield from _bucket(name, gib={"StandardStorage": 1500}, objects=600_000)
    yield from _private(name)
    yield Truth("s3_bucket_access_unmeasured", name, None)


def _unruled() -> Iterator[Told]:
    name = "shop-db-dumps"
    yield from _bucket(name, gib={"StandardStorage": 60}, objects=400, rules=())
    yield from _private(name)
    yield Truth("s3_bucket_lifecycle_missing", name, None)


def _uploads(now: datetime) -> Iterator[Told]:
    """Three uploads that broke off in summer, of ten parts of a GiB each."""
    name = "shop-media-ingest"
    yield from _bucket(name, gib={"StandardStorage": 70}, objects=900)
    yield from _private(name)
    begun = now - timedelta(days=70)
    uploads = [
        {"Key": f"video-{n}.mov", "UploadId": f"upload-{n}", "Initiated": begun} for n in range(3)
    ]
    reply = {"Bucket": name, "Uploads": uploads, "IsTruncated": False}
    yield Answer("s3", "ListMultipartUploads", *SHOP, where={"Bucket": name}, reply=reply)
    parts = [{"PartNumber": n + 1, "Size": _GIB, "LastModified": begun} for n in range(10)]
    for one in uploads:
        where = {"Bucket": name, "Key": one["Key"], "UploadId": one["UploadId"]}
        yield Answer("s3", "ListParts", *SHOP, where=where, reply={"Parts": parts})
    # 30 GB x 0.023.
    yield Truth("s3_bucket_multipart_incomplete", name, Decimal("0.69"))


def _versions(now: datetime) -> Iterator[Told]:
    """A ledger written anew each month, of which every version is kept."""
    name = "shop-ledger"
    yield from _bucket(name, gib={"StandardStorage": 75}, objects=4, versioned=True)
    yield from _private(name)
    # botocore asks for keys to be encoded.
    where = {"Bucket": name, "EncodingType": "url"}
    versions = [
        {
            "Key": "ledger.parquet",
            "VersionId": f"v{n}",
            "Size": 25 * _GIB,
            "IsLatest": n == 0,
            "LastModified": now - timedelta(days=40 + 30 * n),
        }
        for n in range(3)
    ]
    reply = {"Name": name, "Versions": versions, "IsTruncated": False}
    yield Answer("s3", "ListObjectVersions", *SHOP, where=where, reply=reply)
    # Two of three versions, replaced 40 and 70 days ago: 50 GB x 0.023.
    yield Truth("s3_bucket_versions_unbounded", name, Decimal("1.15"))


def _idle() -> Iterator[Told]:
    """Exports of a shop that is closed: asked for nothing but its settings."""
    name = "legacy-exports"
    yield from _bucket(
        name, gib={"StandardStorage": 900}, objects=90_000, rules=(_TIERED,), a_day={}
    )
    yield from _private(name)
    # 900 GB x 0.023.
    yield Truth("s3_bucket_idle", name, Decimal("20.70"))


def _small_objects() -> Iterator[Told]:
    name = "shop-thumbnails"
    sizes = {"StandardIAStorage": 300, "StandardIASizeOverhead": 500}
    yield from _bucket(name, gib=sizes, objects=6_000_000, rules=(_TIERED,))
    yield from _private(name)
    # 800 GB x 0.0125 for what are 300 GB x 0.023 in Standard.
    yield Truth("s3_bucket_small_objects_infrequent", name, Decimal("3.10"))


def _without_bucket_key() -> Iterator[Told]:
    name = "shop-invoices"
    used = {"GetRequests": 100_000.0, "PutRequests": 20_000.0}
    yield from _bucket(name, gib={"StandardStorage": 90}, objects=4_000_000, a_day=used)
    yield from _private(name)
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"},
        "BucketKeyEnabled": False,
    }
    encryption = {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}
    yield Answer("s3", "GetBucketEncryption", *SHOP, where={"Bucket": name}, reply=encryption)
    # 99 % of 3,600,000 requests x 0.000003.
    yield Truth("s3_bucket_key_missing", name, Decimal("10.692"))


def _public() -> Iterator[Told]:
    name = "shop-press-kit"
    yield from _bucket(name, gib={"StandardStorage": 5}, objects=300)
    public = {"PolicyStatus": {"IsPublic": True}}
    yield Answer("s3", "GetBucketPolicyStatus", *SHOP, where={"Bucket": name}, reply=public)
    yield Truth("s3_bucket_policy_public", name, None)


def _lens() -> Iterator[Told]:
    """On in production, off in development."""
    for account, account_id, is_on in (
        ("production", "222233334444", True),
        ("development", "444455556666", False),
    ):
        name = "default-account-dashboard"
        arn = f"arn:aws:s3:us-east-1:{account_id}:storage-lens/{name}"
        lens = {"Id": name, "StorageLensArn": arn, "HomeRegion": "us-east-1", "IsEnabled": is_on}
        yield Listed(
            "s3control", "ListStorageLensConfigurations", account, "us-east-1", items=[lens]
        )
    yield Truth("s3_storage_lens_disabled", "default-account-dashboard", None)
