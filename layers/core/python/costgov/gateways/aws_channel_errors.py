"""Failures of AWS services that alerts leave by, as the ChannelErrors that say what to do."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from costgov.errors import ChannelRefused, ChannelUnavailable, MessageRefused
from costgov.gateways.aws_errors import error_code

_BUSY: Final = frozenset(
    "Throttled Throttling ThrottlingException ThrottledException TooManyRequestsException"
    " RequestLimitExceeded KMSThrottling KMSThrottlingException LimitExceededException".split()
)
# Signed by a wrong clock or by a session that is being renewed: the next try is another one.
_STALE: Final = frozenset("ExpiredToken ExpiredTokenException RequestExpired".split())


@contextmanager
def channel_errors(action: str, message_codes: Collection[str] = ()) -> Iterator[None]:
    """Turn botocore's exceptions into ChannelErrors; `message_codes` are about one message only.

    A failure of the service, or an answer that did not come, leaves in doubt what was done; a
    throttle and a connection that was never made do not.
    """
    try:
        yield
    except ClientError as error:
        code, status = error_code(error), _status(error)
        said = f"{action}: {code}: {error.response.get('Error', {}).get('Message', 'no message')}"
        if code in _BUSY or code in _STALE or status == HTTPStatus.TOO_MANY_REQUESTS:
            raise ChannelUnavailable(said) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ChannelUnavailable(said, in_doubt=True) from error
        if code in message_codes and "TopicArn" not in said:
            raise MessageRefused(said) from error
        raise ChannelRefused(said) from error
    except (ConnectTimeoutError, EndpointConnectionError) as error:
        raise ChannelUnavailable(f"{action}: {error}") from error
    except BotoCoreError as error:
        raise ChannelUnavailable(f"{action}: {error}", in_doubt=True) from error


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
