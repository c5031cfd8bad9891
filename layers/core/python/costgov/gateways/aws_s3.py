"""One S3 bucket as an ObjectStore."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from s3transfer.manager import TransferConfig, TransferManager

from costgov.errors import NotFound, StoreError, VersionConflict
from costgov.gateways.aws_errors import error_code, store_errors
from costgov.gateways.ports import ObjectInfo

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING = {"NoSuchKey", "404"}
_OVERWRITTEN = {"PreconditionFailed", "412"}
_CHUNK = 1 << 20
# One request copies up to 5 GB.
_COPYING = TransferConfig(multipart_threshold=5 << 30, multipart_chunksize=1 << 29)


class S3ObjectStore:
    """ObjectStore on one bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes, content_type: str, *, inline: bool = False) -> None:
        """See ObjectStore.put."""
        with store_errors(f"write s3://{self._bucket}/{key}"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ContentType=content_type,
                ContentDisposition="inline" if inline else "attachment",
            )

    def get(self, key: str) -> bytes:
        """See ObjectStore.get."""
        try:
            with store_errors(f"read s3://{self._bucket}/{key}"):
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except Exception as error:
            self._raise_if_missing(error, key)
            raise

    def download(self, key: str, path: Path, *, if_etag: str | None = None) -> str:
        """See ObjectStore.download."""
        condition: Any = {} if if_etag is None else {"IfMatch": if_etag}
        try:
            with store_errors(f"read s3://{self._bucket}/{key}"):
                found = self._client.get_object(Bucket=self._bucket, Key=key, **condition)
                with path.open("wb") as file:
                    for chunk in found["Body"].iter_chunks(_CHUNK):
                        file.write(chunk)
                return found["ETag"].strip('"')
        except StoreError as error:
            self._raise_if_missing(error, key)
            self._raise_if_overwritten(error, key)
            raise

    def beginning(self, key: str, length: int) -> bytes:
        """See ObjectStore.beginning."""
        return self._part(key, f"bytes=0-{length - 1}")

    def ending(self, key: str, length: int) -> bytes:
        """See ObjectStore.ending."""
        return self._part(key, f"bytes=-{length}")

    def _part(self, key: str, which: str) -> bytes:
        try:
            with store_errors(f"read s3://{self._bucket}/{key}"):
                found = self._client.get_object(Bucket=self._bucket, Key=key, Range=which)
                return found["Body"].read()
        except StoreError as error:
            self._raise_if_missing(error, key)
            raise

    def head(self, key: str) -> ObjectInfo:
        """See ObjectStore.head."""
        try:
            with store_errors(f"read s3://{self._bucket}/{key}"):
                found = self._client.head_object(Bucket=self._bucket, Key=key)
        except StoreError as error:
            self._raise_if_missing(error, key)
            raise
        return ObjectInfo(
            key=key,
            size=found["ContentLength"],
            etag=found["ETag"].strip('"'),
            last_modified=found["LastModified"],
            version=found.get("VersionId"),
        )

    def listing(self, prefix: str) -> Iterator[ObjectInfo]:
        """See ObjectStore.listing."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        with store_errors(f"list s3://{self._bucket}/{prefix}"):
            for page in pages:
                for found in page.get("Contents", []):
                    etag, changed = found["ETag"].strip('"'), found["LastModified"]
                    yield ObjectInfo(found["Key"], found["Size"], etag, changed)

    def copy_from(self, bucket: str, key: str, to: str, *, if_etag: str | None = None) -> None:
        """See ObjectStore.copy_from."""
        condition: Any = {} if if_etag is None else {"CopySourceIfMatch": f'"{if_etag}"'}
        try:
            with (
                store_errors(f"copy s3://{bucket}/{key} to s3://{self._bucket}/{to}"),
                TransferManager(self._client, _COPYING) as transfers,
            ):
                # The original's tags are no evidence, and reading them is another permission.
                extra = {"TaggingDirective": "REPLACE", **condition}
                source = {"Bucket": bucket, "Key": key}
                transfers.copy(source, self._bucket, to, extra).result()
        except StoreError as error:
            self._raise_if_overwritten(error, key)
            raise

    def _raise_if_overwritten(self, error: StoreError, key: str) -> None:
        cause = error.__cause__
        if isinstance(cause, ClientError) and error_code(cause) in _OVERWRITTEN:
            raise VersionConflict(f"{key} was overwritten while it was read") from error

    def _raise_if_missing(self, error: Exception, key: str) -> None:
        cause = error.__cause__
        if isinstance(cause, ClientError) and error_code(cause) in _MISSING:
            raise NotFound(f"s3://{self._bucket}/{key} does not exist") from error
