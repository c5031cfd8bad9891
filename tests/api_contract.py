"""The API held to its OpenAPI document: requests that schemathesis makes from it, good and bad."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import CheckFunction
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from functions.api.document import document

# Not among them: that whatever fits the document is taken. It cannot say that a window begins
# before it ends, that a page token is one of ours, or what is stored.
CHECKS: Final[tuple[CheckFunction, ...]] = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
)

# A laptop has two cores; API Gateway would give up after half a minute.
_PATIENCE_SECONDS: Final = 240

type Case = schemathesis.Case[Any]
type Application = Callable[..., Iterable[bytes]]
type Sent = Callable[[Case], schemathesis.Response]
type Handler = Callable[[dict[str, Any]], Mapping[str, Any]]
type Start = Callable[[str, list[tuple[str, str]]], object]


class Failure(NamedTuple):
    """An operation, and what was wrong with its answer to which request."""

    operation: str
    sentence: str


def contract(wanted: int) -> BaseSchema:
    """The document as schemathesis reads it, with about so many requests shared out evenly."""
    operations = sum(len(methods) for methods in document()["paths"].values())
    examples = max(1, wanted // operations)
    config = SchemathesisConfig.from_dict(
        {
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            # A parameter that is too long makes a URI that is, a body likewise.
            "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}},
        }
    )
    return schemathesis.openapi.from_dict(document(), config=config)


def as_application(handle: Handler, authorizer: Mapping[str, Any]) -> Application:
    """A WSGI application that asks the function as API Gateway does (payload format 2.0)."""

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        reply = handle(_event(environ, authorizer))
        status, text = HTTPStatus(reply["statusCode"]), reply["body"] or ""
        body = b64decode(text) if reply.get("isBase64Encoded") else text.encode()
        start(f"{status.value} {status.phrase}", [*reply["headers"].items()])
        return [body]

    return application


def _event(environ: dict[str, Any], authorizer: Mapping[str, Any]) -> dict[str, Any]:
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    names = {name[5:].replace("_", "-").lower(): name for name in environ if name[:5] == "HTTP_"}
    headers = {name: environ[place] for name, place in names.items()}
    # The client at the other end unpacks nothing.
    headers.pop("accept-encoding", None)
    if kind := environ.get("CONTENT_TYPE"):
        headers["content-type"] = kind
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": environ.get("QUERY_STRING", ""),
        "headers": headers,
        "requestContext": {
            "authorizer": dict(authorizer),
            "http": {
                "method": environ["REQUEST_METHOD"],
                "path": path,
                "sourceIp": "203.0.113.10",
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": "contract",
            "stage": "$default",
        },
        "body": b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def failures(
    schema: BaseSchema, application: Application | None, sent: Sent | None = None
) -> Iterator[Failure]:
    """Every different thing that is wrong with answers, over an application or over HTTP.

    Operations that look come first, then those that change something.
    """
    schema.app = application
    named = [(path, method) for path, of in document()["paths"].items() for method in of]
    for path, method in sorted(named, key=lambda one: one[1] != "get"):
        operation = schema[path][method]
        seen: dict[str, Failure] = {}
        asking = _asking(schema, operation.as_strategy(), sent, seen, operation.label)
        asking()
        yield from seen.values()


def _asking(
    schema: BaseSchema,
    cases: SearchStrategy[Case],
    sent: Sent | None,
    seen: dict[str, Failure],
    label: str,
) -> Callable[[], None]:
    @settings(
        max_examples=schema.config.generation.max_examples or 1,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def ask(case: Case) -> None:
        try:
            if sent is None:
                case.call_and_validate(checks=list(CHECKS))
            else:
                case.validate_response(sent(case), checks=list(CHECKS))
        except FailureGroup as group:
            for one in group.exceptions:
                name = f"{type(one).__name__}: {one}"
                seen.setdefault(name[:200], Failure(label, f"{name} {case.as_curl_command()}"))

    return ask


def over_http(url: str, headers: Mapping[str, str]) -> Sent:
    """Sends cases to a deployed API."""

    def sent(case: Case) -> schemathesis.Response:
        # An address of this machine must not go through a proxy of the environment.
        with requests.Session() as session:
            session.trust_env = False
            return case.call(base_url=url, session=session, headers=dict(headers))

    return sent


def at_once(
    url: str, headers: Mapping[str, str], path: str, number: int, in_flight: int
) -> Counter[int | str]:
    """How so many requests ended, of which so many are under way: by status, or why one was lost.

    Raises:
        AssertionError: a throttled one does not say when to come again.
    """

    def ask(client: httpx.Client) -> int | str:
        try:
            answer = client.get(url + path, headers=dict(headers))
        except httpx.HTTPError as lost:
            return type(lost).__name__
        assert answer.status_code != 429 or int(answer.headers["Retry-After"]) > 0
        return answer.status_code

    with (
        httpx.Client(timeout=_PATIENCE_SECONDS, trust_env=False) as client,
        ThreadPoolExecutor(in_flight) as threads,
    ):
        client.get(url + path, headers=dict(headers))
        return Counter(threads.map(lambda _: ask(client), range(number)))
