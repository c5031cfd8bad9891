"""DynamoDB and S3 failures as StoreError, so that use cases never see botocore."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from costgov.errors import StoreError, VersionConflict

_CONFLICT = "ConditionalCheckFailedException"


def error_code(error: ClientError) -> str:
    """The service's word for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))


@contextmanager
def store_errors(action: str) -> Iterator[None]:
    """Turn botocore's exceptions into StoreError; the sentence names action and cause."""
    try:
        yield
    except ClientError as error:
        if error_code(error) == _CONFLICT:
            raise VersionConflict(f"{action}: it was written by somebody else") from error
        message = error.response.get("Error", {}).get("Message", "no message")
        raise StoreError(f"{action}: {error_code(error)}: {message}") from error
    except BotoCoreError as error:
        raise StoreError(f"{action}: {error}") from error
