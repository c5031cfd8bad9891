"""Writes the OpenAPI 3.1 document from the declared routes: `python -m functions.api.openapi`."""

import json
from collections.abc import Collection
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from costgov.pipeline.queries.exchange import Revised, TextAnswer
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import DecimalSchema

from functions.api.bodies import MAX_BODY
from functions.api.document import PACKAGED
from functions.api.formats import CSV, FORMS, is_list
from functions.api.parameters import MAX_QUERY
from functions.api.problems import CONTENT_TYPE, Problem
from functions.api.rendering import JSON
from functions.api.resource import Endpoint
from functions.api.routes import ROUTERS

type Json = dict[str, Any]

PUBLISHED: Final = Path(__file__).parents[2] / "docs" / "openapi.json"
_DESCRIPTION = """\
What Cost Governor knows, and what people tell it.

Amounts are exact decimals as text, in the answer's currency. Days are UTC billing days; windows run
from `start` up to but not including `end`. A day without a figure is absent, never 0. Every answer
says as of when and from which sources its data is. Long answers come in pages: `next_page` is the
`page_token` of the next request. Errors are RFC 9457 problem details.

Lists also come as flat rows and as CSV (`format`), whose next page is the header
`Costgov-Next-Page`. Who sees some accounts only gets figures of these, named in `covers`.

`x-required-role` is the lowest role that may ask. `x-sight` says what a caller gets who sees some
accounts only: the same as all (`open`), their part (`filtered`), or a refusal (`whole`)."""
_PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "A parameter is unknown, repeated, missing or cannot be answered.",
    HTTPStatus.UNAUTHORIZED: "The request does not say who asks.",
    HTTPStatus.FORBIDDEN: "The caller's role, or the accounts it sees, do not allow this.",
    HTTPStatus.NOT_FOUND: "Nothing is stored under what was asked for.",
    HTTPStatus.CONFLICT: "Somebody else has changed this at the same moment; look again.",
    HTTPStatus.PRECONDITION_FAILED: "What is stored is not what the change is based on.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: f"The body has more than {MAX_BODY} bytes.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not declared to be JSON.",
    HTTPStatus.PRECONDITION_REQUIRED: "The change does not say what it is based on.",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"The query string has more than {MAX_QUERY} characters.",
    HTTPStatus.TOO_MANY_REQUESTS: "The caller asks too often; try again after Retry-After.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here.",
    HTTPStatus.SERVICE_UNAVAILABLE: "A store does not answer; try again after Retry-After.",
}
_LATER: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_OF_QUERIES: Final = frozenset({HTTPStatus.REQUEST_URI_TOO_LONG})
_OF_BODIES: Final = frozenset(
    {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
)
_OF_EDITS: Final = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED})
_CONFLICT: Final = frozenset({HTTPStatus.CONFLICT})
# What operations of a method never answer.
_OTHERS: Final = {
    "GET": _OF_BODIES | _OF_EDITS | _CONFLICT,
    "POST": _OF_QUERIES | _OF_EDITS,
    "PUT": _OF_QUERIES | _CONFLICT,
    "DELETE": _OF_BODIES | _CONFLICT,
}
_ETAG = {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}}
_REVISION = {"description": "Send it back as If-Match.", "schema": {"type": "string"}}
_RETRY_AFTER = {"description": "Seconds.", "schema": {"type": "integer"}}
_FORMAT = {
    "name": "format",
    "in": "query",
    "description": "`rows` is an array of flat objects, `csv` a table; Accept: text/csv asks too.",
    "schema": {"enum": list(FORMS), "type": "string", "default": "json"},
}
_ROWS: Json = {"type": "array", "items": {"type": "object"}}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "ETags of answers the caller has.",
    "schema": {"type": "string"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag (or revision) that the change is based on; * is whatever is stored.",
    "schema": {"type": "string"},
}
_IF_NEW = {
    "name": "If-None-Match",
    "in": "header",
    "description": "Instead of If-Match: * where nothing is stored yet.",
    "schema": {"type": "string", "const": "*"},
}
_HEADERS: Final = {
    "GET": ("IfNoneMatch",),
    "POST": (),
    "PUT": ("IfMatch", "IfNew"),
    "DELETE": ("IfMatch",),
}
_SERVER = {
    "url": "https://{api}.execute-api.{region}.amazonaws.com",
    "variables": {"api": {"default": "api-id"}, "region": {"default": "us-east-1"}},
}
_JWT = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "A token of the issuer that the deployment names, sent to the output JwtApiUrl.",
}
_IAM = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "description": "Signature Version 4 for the service `execute-api`.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


class _Schemas(GenerateJsonSchema):
    def decimal_schema(self, schema: DecimalSchema) -> Json:  # noqa: ARG002 - pydantic's hook
        return {"type": "string", "format": "decimal"}

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: FBT001, ANN401 - same
        # An answer holds every field, also one that has a default.
        return self.mode == "serialization" or super().field_is_required(field, total)

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - same
        return False


def generate(product_version: str) -> Json:
    """The document of a version; the same routes and models give the same document."""
    endpoints = [endpoint for router in ROUTERS for endpoint in router.endpoints]
    schemas = _schemas(endpoints)
    names = {endpoint.question.__name__ for endpoint in endpoints}
    asked = {name: schemas.pop(name) for name in names}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cost Governor",
            "version": product_version,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [_SERVER],
        "security": [{"iam": []}, {"jwt": []}],
        "paths": _paths(endpoints, asked),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "parameters": {
                "IfNoneMatch": _IF_NONE_MATCH,
                "IfMatch": _IF_MATCH,
                "IfNew": _IF_NEW,
                "Format": _FORMAT,
            },
            "responses": {
                status.name: _problem(
                    text, {"Retry-After": _RETRY_AFTER} if status in _LATER else {}
                )
                for status, text in _PROBLEMS.items()
            },
            "securitySchemes": {"iam": _IAM, "jwt": _JWT},
        },
    }


def _schemas(endpoints: list[Endpoint]) -> dict[str, Json]:
    questions = {endpoint.question for endpoint in endpoints}
    found = {answer for endpoint in endpoints if (answer := endpoint.answer)}
    answers: set[type[BaseModel]] = {one for one in found if not issubclass(one, TextAnswer)}
    answers.add(Problem)
    _, definitions = models_json_schema(
        [(model, "validation") for model in sorted(questions, key=lambda m: m.__name__)]
        + [(model, "serialization") for model in sorted(answers, key=lambda m: m.__name__)],
        ref_template="#/components/schemas/{model}",
        schema_generator=_Schemas,
    )
    named: dict[str, Json] = definitions["$defs"]
    return named


def _body(endpoint: Endpoint, command: Json) -> Json:
    """A command's fields without those that the path says: each route's own."""
    fields = {k: v for k, v in command["properties"].items() if not _in_path(endpoint, k)}
    required = [name for name in command.get("required", ()) if name in fields]
    return command | {"properties": fields, "required": required}


def _paths(endpoints: list[Endpoint], asked: dict[str, Json]) -> Json:
    paths: Json = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(
            endpoint, asked[endpoint.question.__name__]
        )
    return paths


def _operation(endpoint: Endpoint, asked: Json) -> Json:
    has_body = endpoint.method in {"POST", "PUT"}
    parameters = [
        _parameter(endpoint, name, schema)
        for name, schema in asked["properties"].items()
        if not has_body or _in_path(endpoint, name)
    ]
    body = {"required": True, "content": {JSON: {"schema": _body(endpoint, asked)}}}
    return {
        "operationId": endpoint.operation,
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "x-required-role": str(endpoint.role),
        "x-sight": endpoint.sight,
        "parameters": parameters + [_ref("parameters", name) for name in _shared(endpoint)],
        **({"requestBody": body} if has_body else {}),
        "responses": {**_answers(endpoint), **_problems(_OTHERS[endpoint.method])},
    }


def _shared(endpoint: Endpoint) -> list[str]:
    forms = ["Format"] if is_list(endpoint.answer) else []
    return [*forms, *_HEADERS[endpoint.method]]


def _answers(endpoint: Endpoint) -> Json:
    if endpoint.answer is None:
        return {"204": {"description": "It is gone."}}
    content = {"content": _content(endpoint.answer)}
    tagged: Json = {"headers": {"ETag": _ETAG}, **content}
    stored = {"description": "What was stored."}
    match endpoint.method:
        case "POST":
            edited = issubclass(endpoint.answer, Revised)
            headers = {"headers": {"ETag": _REVISION}} if edited else {}
            return {"201": stored | headers | content}
        case "PUT":
            return {"200": stored | tagged, "201": stored | tagged}
    if is_list(endpoint.answer):
        flat = {"oneOf": [_ref("schemas", endpoint.answer.__name__), _ROWS]}
        tagged |= {"content": {JSON: {"schema": flat}, CSV: {"schema": {"type": "string"}}}}
    return {
        "200": {"description": "The answer.", **tagged},
        "304": {"description": "The caller has the answer.", "headers": {"ETag": _ETAG}},
    }


def _content(model: type[BaseModel]) -> Json:
    if issubclass(model, TextAnswer):
        return {model.kind.partition(";")[0]: {"schema": {"type": "string"}}}
    return {JSON: {"schema": _ref("schemas", model.__name__)}}


def _problems(others: Collection[HTTPStatus]) -> Json:
    return {
        str(status.value): _ref("responses", status.name)
        for status in _PROBLEMS
        if status not in others
    }


def _in_path(endpoint: Endpoint, name: str) -> bool:
    return f"{{{name}}}" in endpoint.path


def _parameter(endpoint: Endpoint, name: str, schema: Json) -> Json:
    in_path = _in_path(endpoint, name)
    described = {key: text for key in ("description",) if (text := schema.get(key))}
    return {
        "name": name,
        "in": "path" if in_path else "query",
        "required": in_path or name in schema.get("required", ()),
        **described,
        # Lists are one comma-separated text.
        **({} if in_path else {"style": "form", "explode": False}),
        "schema": _value_schema(schema),
    }


def _value_schema(schema: Json) -> Json:
    """A query string has no null: a parameter that may be null is one that may be left out."""
    optional = "anyOf" in schema
    dropped = {"anyOf", "description"} | ({"default"} if optional else set())
    kept: Json = {key: value for key, value in schema.items() if key not in dropped}
    if optional:
        (option,) = [option for option in schema["anyOf"] if option != {"type": "null"}]
        kept |= option
    return kept


def _ref(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def _problem(description: str, headers: Json) -> Json:
    return {
        "description": description,
        **({"headers": headers} if headers else {}),
        "content": {CONTENT_TYPE: {"schema": _ref("schemas", Problem.__name__)}},
    }


def text(document: Json) -> str:
    """A document as it is committed."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the published and the packaged document; they are the same."""
    document = text(generate(version("costgov")))
    for path in (PUBLISHED, PACKAGED):
        path.parent.mkdir(exist_ok=True)
        path.write_text(document, "utf-8")


if __name__ == "__main__":
    main()
