"""Failures of the sources we read, as typed SourceErrors: one table for all services."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from costgov.errors import (
    QueryRestart,
    SourceDenied,
    SourceError,
    SourceThrottled,
    SourceUnavailable,
)
from costgov.gateways.aws_errors import error_code

# A session that ended or was signed by a wrong clock: sign in again, then ask again.
STALE_SESSION: Final = frozenset(
    "ExpiredToken ExpiredTokenException RequestExpired RequestTimeTooSkewed".split()
)
_CODES: Final[dict[type[SourceError], str]] = {
    SourceThrottled: (
        "LimitExceededException LimitExceeded Throttling ThrottlingException ThrottledException"
        " RequestThrottled RequestThrottledException TooManyRequestsException RequestLimitExceeded"
        " SlowDown PriorRequestNotComplete EC2ThrottledException"
    ),
    SourceDenied: (
        "AccessDenied AccessDeniedException UnauthorizedOperation UnauthorizedAccess AuthFailure"
        " Forbidden OptInRequired SubscriptionRequiredException RegionDisabledException"
        " InvalidClientTokenId UnrecognizedClientException SignatureDoesNotMatch"
        " IncompleteSignature MissingAuthenticationToken NotAuthorized Blocked PendingVerification"
        " AWSOrganizationsNotInUseException AccountSuspended"
    ),
    SourceUnavailable: (
        "DataUnavailableException BillExpirationException BillingViewHealthStatusException"
    ),
    QueryRestart: (
        "InvalidNextTokenException RequestChangedException InvalidNextToken InvalidPaginationToken"
    ),
}
_BY_CODE: Final[dict[str, type[SourceError]]] = {
    code: kind for kind, codes in _CODES.items() for code in codes.split()
} | dict.fromkeys(STALE_SESSION, SourceDenied)


@contextmanager
def source_errors(action: str) -> Iterator[None]:
    """Turn botocore's exceptions into SourceErrors; the sentence names action and cause.

    A code that is in no table, a time-out or a lost connection is a plain SourceError.
    """
    try:
        yield
    except ClientError as error:
        kind = _BY_CODE.get(error_code(error), SourceError)
        message = error.response.get("Error", {}).get("Message", "no message")
        raise kind(f"{action}: {error_code(error)}: {message}") from error
    except BotoCoreError as error:
        raise SourceError(f"{action}: {error}") from error


def is_stale_session(error: SourceError) -> bool:
    """Whether signing in again may help."""
    cause = error.__cause__
    return isinstance(cause, ClientError) and error_code(cause) in STALE_SESSION
