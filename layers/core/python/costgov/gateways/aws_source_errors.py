"""Failures of the sources we read, as typed SourceErrors: one table for all services."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from costgov.errors import (
    AccountNotReady,
    AccountSuspended,
    NoOrganization,
    PolicyDenied,
    QueryRestart,
    SourceDenied,
    SourceError,
    SourceThrottled,
    SourceUnavailable,
    SourceUnreachable,
    StaleSession,
)
from costgov.gateways.aws_errors import error_code

_CODES: Final[dict[type[SourceError], str]] = {
    SourceThrottled: (
        "LimitExceededException LimitExceeded Throttling ThrottlingException ThrottledException"
        " RequestThrottled RequestThrottledException TooManyRequestsException RequestLimitExceeded"
        " SlowDown PriorRequestNotComplete EC2ThrottledException"
    ),
    SourceDenied: (
        "AccessDenied AccessDeniedException UnauthorizedOperation UnauthorizedAccess AuthFailure"
        " Forbidden RegionDisabledException InvalidClientTokenId UnrecognizedClientException"
        " SignatureDoesNotMatch IncompleteSignature MissingAuthenticationToken NotAuthorized"
    ),
    AccountSuspended: "AccountSuspended Blocked",
    AccountNotReady: (
        "OptInRequired OptInRequiredException SubscriptionRequiredException PendingVerification"
    ),
    NoOrganization: "AWSOrganizationsNotInUseException",
    # A session that ended or was signed by a wrong clock: sign in again, then ask again.
    StaleSession: "ExpiredToken ExpiredTokenException RequestExpired RequestTimeTooSkewed",
    SourceUnavailable: (
        "DataUnavailableException BillExpirationException BillingViewHealthStatusException"
    ),
    QueryRestart: (
        "InvalidNextTokenException RequestChangedException InvalidNextToken InvalidPaginationToken"
    ),
}
_BY_CODE: Final[dict[str, type[SourceError]]] = {
    code: kind for kind, codes in _CODES.items() for code in codes.split()
}
# AWS names the kind of policy in its sentence and nowhere else.
_POLICIES: Final = ("service control policy", "resource control policy")
# What a region that is off answers to a session that is good elsewhere; each service has its own.
_REGION_OFF: Final = frozenset(
    "AuthFailure InvalidClientTokenId UnrecognizedClientException RegionDisabledException".split()
)


@contextmanager
def source_errors(action: str) -> Iterator[None]:
    """Turn botocore's exceptions into SourceErrors; the sentence names action and cause.

    A code that is in no table is a plain SourceError.
    """
    try:
        yield
    except ClientError as error:
        message = error.response.get("Error", {}).get("Message", "no message")
        kind = _BY_CODE.get(error_code(error), _unknown(error))
        if kind is SourceDenied and any(policy in message for policy in _POLICIES):
            kind = PolicyDenied
        raise kind(f"{action}: {error_code(error)}: {message}") from error
    except (NoConnection, HTTPClientError) as error:
        raise SourceUnreachable(f"{action}: {error}") from error
    except BotoCoreError as error:
        raise SourceError(f"{action}: {error}") from error


def _unknown(error: ClientError) -> type[SourceError]:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return SourceUnreachable if status >= HTTPStatus.INTERNAL_SERVER_ERROR else SourceError


def is_region_off(error: SourceError) -> bool:
    """Whether a regional service refused a session that had just been given out."""
    cause = error.__cause__
    return isinstance(cause, ClientError) and error_code(cause) in _REGION_OFF
