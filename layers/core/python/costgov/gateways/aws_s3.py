"""One S3 bucket as an ObjectStore."""

from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from costgov.errors import NotFound
from costgov.gateways.aws_errors import error_code, store_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING = {"NoSuchKey", "404"}
_CHUNK = 1 << 20


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

    def download(self, key: str, path: Path) -> str:
        """See ObjectStore.download."""
        try:
            with store_errors(f"read s3://{self._bucket}/{key}"):
                found = self._client.get_object(Bucket=self._bucket, Key=key)
                with path.open("wb") as file:
                    for chunk in found["Body"].iter_chunks(_CHUNK):
                        file.write(chunk)
                return found["ETag"].strip('"')
        except Exception as error:
            self._raise_if_missing(error, key)
            raise

    def etag(self, key: str) -> str:
        """See ObjectStore.etag."""
        try:
            with store_errors(f"read s3://{self._bucket}/{key}"):
                return self._client.head_object(Bucket=self._bucket, Key=key)["ETag"].strip('"')
        except Exception as error:
            self._raise_if_missing(error, key)
            raise

    def copy_from(self, bucket: str, key: str, to: str) -> None:
        """See ObjectStore.copy_from; a single request copies up to 5 GB."""
        with store_errors(f"copy s3://{bucket}/{key} to s3://{self._bucket}/{to}"):
            self._client.copy_object(
                Bucket=self._bucket,
                Key=to,
                CopySource={"Bucket": bucket, "Key": key},
                # The original's tags are no evidence, and reading them is another permission.
                TaggingDirective="REPLACE",
            )

    def _raise_if_missing(self, error: Exception, key: str) -> None:
        cause = error.__cause__
        if isinstance(cause, ClientError) and error_code(cause) in _MISSING:
            raise NotFound(f"s3://{self._bucket}/{key} does not exist") from error
