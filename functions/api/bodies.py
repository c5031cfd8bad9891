"""A request's JSON body as a command: exact numbers, known fields only, of bounded size."""

import json
from base64 import b64decode
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, Never

from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent
from pydantic import BaseModel, ValidationError

from functions.api.problems import BodyTooLarge, InvalidParameters, NotJson
from functions.api.rendering import JSON

MAX_BODY: Final = 65_536
"""Bytes."""

# Written out, as amounts are, 1e999999999 is a thousand megabytes.
_MOST_PLACES: Final = 100


def command_in[C: BaseModel](model: type[C], event: BaseProxyEvent, path: Mapping[str, str]) -> C:
    """The command that a POST request holds; path parameters are fields like any other.

    Raises:
        BodyTooLarge: it has more than MAX_BODY bytes.
        NotJson: its content type is another one.
        InvalidParameters: it is no JSON object, or a field is unknown, missing or unreadable.
    """
    try:
        return model.model_validate(fields_in(event, path))
    except ValidationError as error:
        raise InvalidParameters.in_body(error) from error


def fields_in(event: BaseProxyEvent, path: Mapping[str, str]) -> dict[str, object]:
    """The fields of a body and of its path, nobody has looked at yet.

    Raises:
        BodyTooLarge, NotJson, InvalidParameters: see `command_in`.
    """
    if event["rawQueryString"]:
        raise InvalidParameters.one("query", "this request takes no parameters but its body's")
    fields = _fields(_body(event))
    for name in path.keys() & fields.keys():
        raise InvalidParameters.one(name, "is said by the path")
    return {**fields, **path}


def _body(event: BaseProxyEvent) -> bytes:
    text = event.get("body") or ""
    # base64 is a third longer than what it holds.
    if len(text) > 2 * MAX_BODY:
        raise BodyTooLarge(f"the body has more than {MAX_BODY} bytes")
    body = b64decode(text) if event.get("isBase64Encoded") else text.encode(errors="replace")
    if len(body) > MAX_BODY:
        raise BodyTooLarge(f"the body has more than {MAX_BODY} bytes")
    kind = (event.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise NotJson(f"the body must be {JSON}")
    return body


def _fields(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(
            body, parse_float=_number, parse_constant=_no_number, object_pairs_hook=_once
        )
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise InvalidParameters.one("body", f"is no JSON text: {error}") from error
    if not isinstance(found, dict):
        raise InvalidParameters.one("body", "is no JSON object")
    _refuse_halves(found)
    return found


def _refuse_halves(fields: Mapping[str, object]) -> None:
    """Half a surrogate pair, escaped or raw, is read as text, and nothing can store it."""
    for name, value in fields.items():
        try:
            json.dumps([name, value], default=str, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            is_named = name == name.encode(errors="replace").decode()
            raise InvalidParameters.one(
                name if is_named else "body", "holds text that is no Unicode"
            ) from error
        except RecursionError as error:
            raise InvalidParameters.one(name, "is nested too deep") from error


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > _MOST_PLACES:
        raise ValueError("a number has more places than any amount")
    return number


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is no JSON number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field is given more than once")
    return fields
