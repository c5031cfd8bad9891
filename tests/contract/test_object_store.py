"""The in-memory and the S3 object store behave alike; the SNS publisher publishes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber
from costgov.errors import NotFound, StoreError, VersionConflict
from costgov.gateways import aws_s3
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.gateways.ports import ObjectStore
from moto import mock_aws
from s3transfer.manager import TransferConfig

from tests.fakes.stores import InMemoryObjectStore


@dataclass
class Buckets:
    exports: ObjectStore
    evidence: ObjectStore


@pytest.fixture(params=["s3", "in-memory"])
def buckets(request: pytest.FixtureRequest) -> Iterator[Buckets]:
    if request.param == "in-memory":
        exports = InMemoryObjectStore()
        yield Buckets(exports, InMemoryObjectStore(others={"exports": exports}))
        return
    with mock_aws():
        client = boto3.client("s3")
        for name in ("exports", "evidence"):
            client.create_bucket(Bucket=name)
        yield Buckets(S3ObjectStore(client, "exports"), S3ObjectStore(client, "evidence"))


def test_an_object_is_read_back(buckets: Buckets) -> None:
    buckets.exports.put("a/b", b"\x00bytes", "application/octet-stream")

    assert buckets.exports.get("a/b") == b"\x00bytes"


def test_the_beginning_of_an_object_is_read_alone(buckets: Buckets) -> None:
    buckets.exports.put("a", b"hello", "text/plain")

    assert buckets.exports.beginning("a", 4) == b"hell"
    assert buckets.exports.beginning("a", 99) == b"hello"
    assert buckets.exports.ending("a", 4) == b"ello"
    assert buckets.exports.ending("a", 99) == b"hello"
    with pytest.raises(NotFound):
        buckets.exports.beginning("b", 4)


def test_a_download_tells_the_objects_etag(buckets: Buckets, tmp_path: Path) -> None:
    buckets.exports.put("a", b"hello", "text/plain")

    assert buckets.exports.download("a", tmp_path / "a") == "5d41402abc4b2a76b9719d911017c592"
    assert (tmp_path / "a").read_bytes() == b"hello"


def test_an_overwritten_object_has_another_etag(buckets: Buckets, tmp_path: Path) -> None:
    buckets.exports.put("a", b"hello", "text/plain")
    read = buckets.exports.download("a", tmp_path / "a")
    assert buckets.exports.head("a").etag == read

    buckets.exports.put("a", b"restated", "text/plain")

    assert buckets.exports.head("a").etag != read


@pytest.mark.fault_case(37)
def test_an_object_that_was_overwritten_is_neither_read_nor_copied(
    buckets: Buckets, tmp_path: Path
) -> None:
    buckets.exports.put("a", b"hello", "text/plain")
    etag = buckets.exports.head("a").etag
    assert buckets.exports.download("a", tmp_path / "a", if_etag=etag) == etag
    buckets.evidence.copy_from("exports", "a", "kept/a", if_etag=etag)

    buckets.exports.put("a", b"restated", "text/plain")

    with pytest.raises(VersionConflict, match="a was overwritten while it was read"):
        buckets.exports.download("a", tmp_path / "a", if_etag=etag)
    assert (tmp_path / "a").read_bytes() == b"hello"


def test_s3_is_asked_to_copy_only_what_was_read() -> None:
    client = boto3.client("s3", "us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
    wanted = {
        "Bucket": "evidence",
        "Key": "kept/a",
        "CopySource": {"Bucket": "exports", "Key": "a"},
        "TaggingDirective": "REPLACE",
        "CopySourceIfMatch": '"etag"',
    }
    with Stubber(client) as answers:
        found = {"ContentLength": 5, "ETag": '"etag"'}
        asked = {"Bucket": "exports", "Key": "a", "IfMatch": '"etag"'}
        answers.add_response("head_object", found, asked)
        answers.add_client_error("copy_object", "PreconditionFailed", "", 412, None, wanted)
        with pytest.raises(VersionConflict, match="a was overwritten while it was read"):
            S3ObjectStore(client, "evidence").copy_from("exports", "a", "kept/a", if_etag="etag")


def test_what_one_request_cannot_copy_is_copied_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    # S3 takes parts of five megabytes or more.
    small = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    monkeypatch.setattr(aws_s3, "_COPYING", small)
    body = bytes(range(256)) * (11 << 12)
    with mock_aws():
        client = boto3.client("s3")
        for bucket in ("exports", "evidence"):
            client.create_bucket(Bucket=bucket)
        exports, evidence = S3ObjectStore(client, "exports"), S3ObjectStore(client, "evidence")
        exports.put("a", body, "text/csv")
        etag = exports.head("a").etag

        evidence.copy_from("exports", "a", "kept/a", if_etag=etag)

        assert evidence.get("kept/a") == body
        assert evidence.head("kept/a").etag.endswith("-3"), "in three parts"
        with pytest.raises(VersionConflict, match="a was overwritten while it was read"):
            evidence.copy_from("exports", "a", "kept/b", if_etag="another")


def test_the_fake_copies_only_what_was_read() -> None:
    exports = InMemoryObjectStore()
    exports.put("a", b"hello", "text/plain")
    evidence = InMemoryObjectStore(others={"exports": exports})

    with pytest.raises(VersionConflict, match="a was overwritten while it was read"):
        evidence.copy_from("exports", "a", "kept/a", if_etag="another")


def test_objects_are_listed_by_the_beginning_of_their_keys(buckets: Buckets) -> None:
    for key, body in (("a/2", b"two"), ("a/1", b"one!"), ("b", b"other")):
        buckets.exports.put(key, body, "text/plain")

    found = list(buckets.exports.listing("a/"))

    assert [(info.key, info.size) for info in found] == [("a/1", 4), ("a/2", 3)]
    head = buckets.exports.head("a/1")
    assert (found[0].etag, found[0].last_modified) == (head.etag, head.last_modified)
    assert head.last_modified.tzinfo is not None
    assert list(buckets.exports.listing("nothing")) == []


def test_a_missing_object_is_not_found(buckets: Buckets, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        buckets.exports.get("nothing")
    with pytest.raises(NotFound):
        buckets.exports.download("nothing", tmp_path / "x")
    with pytest.raises(NotFound):
        buckets.exports.head("nothing")


def test_a_copy_is_equal(buckets: Buckets) -> None:
    buckets.exports.put("a", b"hello", "text/plain")
    buckets.evidence.copy_from("exports", "a", "kept/a")

    assert buckets.evidence.get("kept/a") == b"hello"


def test_a_page_is_shown_inline_with_its_content_type() -> None:
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="reports")
        S3ObjectStore(client, "reports").put(
            "index.html", b"<p>", "text/html; charset=utf-8", inline=True
        )
        head = client.head_object(Bucket="reports", Key="index.html")
    assert (head["ContentType"], head["ContentDisposition"]) == (
        "text/html; charset=utf-8",
        "inline",
    )


def test_an_unwritable_bucket_is_a_store_error() -> None:
    with mock_aws():
        store = S3ObjectStore(boto3.client("s3"), "nowhere")
        with pytest.raises(StoreError, match="write s3://nowhere/a: NoSuchBucket"):
            store.put("a", b"", "text/plain")
