"""The resolver: every route, and every error as problem details."""

from http import HTTPStatus
from importlib import import_module
from types import ModuleType
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from costgov.errors import (
    CostGovError,
    Forbidden,
    InvalidInput,
    NotBuilt,
    NotFound,
    StoreError,
    TooManyRequests,
    VersionConflict,
)
from costgov.observability import function_logger

from functions.api import slack
from functions.api.preconditions import CONDITIONAL, PreconditionRequired
from functions.api.principal import NotSignedIn
from functions.api.problems import (
    BodyTooLarge,
    InvalidParameters,
    NotJson,
    UriTooLong,
    problem_response,
)
from functions.api.resource import answered
from functions.api.routes import ROUTERS, route_of

# Errors that are the caller's; their sentences are made for the caller.
_CALLERS: dict[type[Exception], HTTPStatus] = {
    InvalidInput: HTTPStatus.BAD_REQUEST,
    UriTooLong: HTTPStatus.REQUEST_URI_TOO_LONG,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotJson: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotBuilt: HTTPStatus.NOT_IMPLEMENTED,
    PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
}
_RETRY_AFTER_SECONDS = "5"

logger = function_logger("api")
app = APIGatewayHttpResolver(enable_validation=False)


def _correlation_id() -> str:
    return str(app.current_event["requestContext"].get("requestId", ""))


def _callers(error: CostGovError) -> Response[str]:
    status = next(status for kind, status in _CALLERS.items() if isinstance(error, kind))
    problems = error.problems if isinstance(error, InvalidParameters) else ()
    return problem_response(status, str(error), _correlation_id(), problems)


def _no_route(_error: NotFoundError) -> Response[str]:
    path, correlation_id = app.current_event.path, _correlation_id()
    endpoints = [endpoint for router in ROUTERS for endpoint in router.endpoints]
    methods: set[str] = {one.method for one in endpoints if one.parameters(path) is not None}
    methods |= _aliases().methods(path)
    if not methods:
        detail = "there is no such path; /v1/openapi.json lists all of them"
        return problem_response(HTTPStatus.NOT_FOUND, detail, correlation_id)
    return problem_response(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"this path takes {' and '.join(sorted(methods))}",
        correlation_id,
        headers={"Allow": ", ".join(sorted(methods))},
    )


def _answer() -> Response[Any]:
    event = app.current_event
    endpoint = route_of(event.http_method, event.path)
    if endpoint is None:
        raise NotFoundError
    return answered(endpoint, event, app.context)


def _aliases() -> ModuleType:
    # A cold start does not pay for other words of the same.
    return import_module("functions.api.aliases")


def _answer_alias() -> Response[Any]:
    found: Response[Any] = _aliases().answer(app.current_event, app.context)
    return found


def _not_signed_in(error: NotSignedIn) -> Response[str]:
    return problem_response(
        HTTPStatus.UNAUTHORIZED,
        str(error),
        _correlation_id(),
        headers={"WWW-Authenticate": "Bearer"},
    )


def _too_many(error: TooManyRequests) -> Response[str]:
    return problem_response(
        HTTPStatus.TOO_MANY_REQUESTS,
        str(error),
        _correlation_id(),
        headers={"Retry-After": str(error.retry_after)},
    )


def _conflict(_error: VersionConflict) -> Response[str]:
    if app.current_event["requestContext"]["http"]["method"] in CONDITIONAL:
        detail = "what is stored is not what your change is based on; look again and repeat"
        return problem_response(HTTPStatus.PRECONDITION_FAILED, detail, _correlation_id())
    detail = "somebody else has changed this at the same moment; look again and repeat"
    return problem_response(HTTPStatus.CONFLICT, detail, _correlation_id())


def _store_failed(error: StoreError) -> Response[str]:
    logger.exception("a store failed", exc_info=error)
    return problem_response(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "a store does not answer; try again",
        _correlation_id(),
        headers={"Retry-After": _RETRY_AFTER_SECONDS},
    )


def _unexpected(error: Exception) -> Response[str]:
    logger.exception("unexpected error", exc_info=error)
    return problem_response(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "something went wrong here; the log has it under the correlation id",
        _correlation_id(),
    )


app.include_router(slack.router)
app.route("/v1/.+", ["GET", "POST", "PUT", "DELETE"])(_answer)
app.route("/api/.+", ["GET", "POST"])(_answer_alias)
app.exception_handler(list(_CALLERS))(_callers)
app.exception_handler(NotFoundError)(_no_route)
app.exception_handler(NotSignedIn)(_not_signed_in)
app.exception_handler(TooManyRequests)(_too_many)
app.exception_handler(VersionConflict)(_conflict)
app.exception_handler(StoreError)(_store_failed)
app.exception_handler(Exception)(_unexpected)
