"""S3 buckets: what is asked of each, and what one refusal leaves of the others."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from costgov.collectors.inventory.s3 import SOURCE
from costgov.domain.resources import Resource
from costgov.errors import SourceDenied, SourceError, SourceThrottled

from tests.fakes.listings import Answers, listed

CREATED = datetime(2025, 3, 1, 9, tzinfo=UTC)
OLD, NEW = datetime(2026, 9, 1, 8, tzinfo=UTC), datetime(2026, 10, 19, 23, tzinfo=UTC)


def of(
    **by_bucket: Mapping[str, Any] | None,
) -> Callable[[Mapping[str, object]], Mapping[str, Any] | None]:
    """An answer by the bucket asked about; None is what was never set."""
    return lambda asked: by_bucket.get(str(asked["Bucket"]).replace("-", "_"))


def size(bucket: str, storage_type: str) -> dict[str, Any]:
    names = {"BucketName": bucket, "StorageType": storage_type}
    return {"Dimensions": [{"Name": name, "Value": value} for name, value in names.items()]}


ANSWERS: Answers = {
    "s3:ListBuckets": {
        "Buckets": [{"Name": "data", "CreationDate": CREATED}, {"Name": "bare"}],
    },
    "cloudwatch:ListMetrics": {
        "Metrics": [size("data", "StandardStorage"), size("data", "StandardIAStorage")]
    },
    "s3control:GetPublicAccessBlock": {
        "PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True}
    },
    "s3:GetBucketTagging": of(data={"TagSet": [{"Key": "Team", "Value": "checkout"}]}),
    "s3:GetBucketLifecycleConfiguration": of(
        data={"Rules": [{"ID": "r", "Status": "Enabled", "Expiration": {"Days": 30}}]}
    ),
    "s3:GetBucketVersioning": of(data={"Status": "Enabled"}, bare={}),
    "s3:GetBucketEncryption": of(
        data={"ServerSideEncryptionConfiguration": {"Rules": [{"BucketKeyEnabled": True}]}}
    ),
    "s3:GetPublicAccessBlock": of(),
    "s3:GetBucketPolicyStatus": of(data={"PolicyStatus": {"IsPublic": True}}),
    "s3:ListBucketIntelligentTieringConfigurations": {"IsTruncated": False},
    "s3:ListBucketMetricsConfigurations": of(
        data={
            "MetricsConfigurationList": [
                {"Id": "images", "Filter": {"Prefix": "images/"}},
                {"Id": "EntireBucket"},
            ]
        },
        bare={},
    ),
    "s3:ListMultipartUploads": of(
        data={
            "IsTruncated": True,
            "Uploads": [
                {"Key": "b", "UploadId": "u2", "Initiated": NEW},
                {"Key": "a", "UploadId": "u1", "Initiated": OLD},
            ],
        },
        bare={},
    ),
    "s3:ListParts": {"Parts": [{"Size": 5_000_000}, {"Size": 1_000_000}]},
    "s3:ListObjectVersions": {
        "Versions": [
            {"Key": "k", "Size": 30, "LastModified": datetime(2026, 5, 1, tzinfo=UTC)},
            {"Key": "k", "Size": 20, "LastModified": datetime(2026, 6, 1, tzinfo=UTC)},
            {"Key": "gone", "Size": 7, "LastModified": datetime(2026, 1, 1, tzinfo=UTC)},
        ],
        "DeleteMarkers": [{"Key": "gone", "LastModified": datetime(2026, 7, 1, tzinfo=UTC)}],
    },
}


def buckets(**changes: SourceError) -> dict[str, Resource]:
    answers = {**ANSWERS, **{f"s3:{name}": answer for name, answer in changes.items()}}
    return {one.id: one for one in listed(SOURCE, answers)}


def test_settings_of_each_bucket_and_what_was_never_set() -> None:
    found = buckets()
    data, bare = found["data"], found["bare"]
    assert (data.arn, data.launched_at) == ("arn:aws:s3:::data", CREATED)
    assert data.tags == {"Team": "checkout"}
    assert data.attributes["StorageTypes"] == ["StandardStorage", "StandardIAStorage"]
    assert data.attributes["IsPublic"] is True
    assert data.attributes["RequestMetrics"] == "EntireBucket"
    assert bare.attributes["LifecycleRules"] == []
    assert bare.attributes["Versioning"] == "Off"
    assert bare.attributes["IsPublic"] is False
    assert bare.attributes["RequestMetrics"] is None
    assert bare.attributes["AccountPublicAccessBlock"] == {"RestrictPublicBuckets": True}


def test_unfinished_uploads_by_day_and_the_size_of_those_a_day_old() -> None:
    assert buckets()["data"].attributes["MultipartUploads"] == {
        "Begun": {"2026-09-01": 1, "2026-10-19": 1},
        "Sized": [{"Day": "2026-09-01", "Bytes": 6_000_000}],
        "Truncated": True,
    }


def test_versions_are_old_since_the_next_one_or_the_delete_marker() -> None:
    found = buckets()
    assert found["data"].attributes["VersionsSample"] == {
        "Bytes": 57,
        "NoncurrentSince": {"2026-06-01": 30, "2026-07-01": 7},
        "Truncated": False,
    }
    # Versions are listed only where there are any.
    assert "VersionsSample" not in found["bare"].attributes


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("GetBucketLifecycleConfiguration", "LifecycleRules"),
        ("ListMultipartUploads", "MultipartUploads"),
        ("ListObjectVersions", "VersionsSample"),
    ],
)
def test_one_refusal_costs_one_setting(call: str, name: str) -> None:
    found = buckets(**{call: SourceDenied("AccessDenied")})
    attributes = found["data"].attributes
    assert name not in attributes
    assert attributes[f"{name}Denied"] == "AccessDenied"
    assert attributes["RequestMetrics"] == "EntireBucket"
    assert set(found) == {"data", "bare"}


def test_a_service_that_does_not_answer_is_no_refusal_of_one_bucket() -> None:
    with pytest.raises(SourceThrottled):
        buckets(GetBucketVersioning=SourceThrottled("SlowDown"))


def test_only_storage_types_that_a_bucket_has_are_measured() -> None:
    found = buckets()
    asked = {spec.digest_name: spec.dimensions(found["data"]) for spec in SOURCE.metrics}
    assert asked["BucketSizeBytes/StandardIAStorage"] == {
        "BucketName": "data",
        "StorageType": "StandardIAStorage",
    }
    assert asked["BucketSizeBytes/GlacierStorage"] is None
    assert asked["BytesUploaded/90d"] == {"BucketName": "data", "FilterId": "EntireBucket"}
    assert all(spec.dimensions(found["bare"]) is None for spec in SOURCE.metrics)


def test_a_bucket_that_was_deleted_meanwhile_is_none() -> None:
    answers = {**ANSWERS, "s3:GetBucketVersioning": of(data={"Status": "Enabled"})}
    assert [one.id for one in listed(SOURCE, answers)] == ["data"]
