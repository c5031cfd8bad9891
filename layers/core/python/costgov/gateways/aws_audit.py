"""The audit trail as S3 objects, each written once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from costgov.errors import StoreError, VersionConflict
from costgov.gateways.aws_errors import error_code, store_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Not 409 (ConditionalRequestConflict): another request was under way, and whether an entry came
# to be kept nobody knows. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
_TAKEN = {"PreconditionFailed", "412"}


class S3AuditLog:
    """AuditLog in a bucket whose policy refuses to remove or to write anything twice.

    The client is made with the first entry: who only reads does not wait for it.
    """

    def __init__(self, client: "Callable[[], S3Client]", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def append(self, key: str, entry: bytes) -> None:
        """See AuditLog.append."""
        try:
            with store_errors(f"write s3://{self._bucket}/{key}"):
                self._client().put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=entry,
                    ContentType="application/json",
                    IfNoneMatch="*",
                )
        except StoreError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and error_code(cause) in _TAKEN:
                raise VersionConflict(f"{key} is there already") from error
            raise
