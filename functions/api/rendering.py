"""Answers as JSON with exact decimals, an ETag, and 304 where the caller has them already."""

import json
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import Response
from costgov.clock import instant_text
from costgov.domain.money import amount_text
from pydantic import BaseModel

JSON: Final = "application/json"
# Kept by the caller alone, and asked for again every time: what the ETag is for.
_CACHE = "private, no-cache"


def json_text(answer: BaseModel | None) -> str:
    """An answer as JSON; amounts as plain decimal text, days and instants as ISO 8601."""
    return json.dumps(answer, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    match value:
        case BaseModel():
            return dict(value)
        case Decimal():
            return amount_text(value)
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def response_of(answer: BaseModel | None, if_none_match: str | None = None) -> Response[str]:
    """200 with the answer, or 304 without it when one of the caller's ETags is the answer's."""
    body = json_text(answer)
    etag = _etag(answer, body)
    headers: dict[str, str | list[str]] = {"ETag": etag, "Cache-Control": _CACHE}
    if if_none_match is not None and _matches(if_none_match, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED.value, headers=headers, body="")
    return Response(status_code=HTTPStatus.OK.value, content_type=JSON, body=body, headers=headers)


def created(answer: BaseModel | None) -> Response[str]:
    """201 with what was stored, and the ETag to change it by where it can be changed."""
    body = json_text(answer)
    etag = {"ETag": _etag(answer, body)} if hasattr(answer, "revision") else {}
    return Response(
        status_code=HTTPStatus.CREATED.value,
        content_type=JSON,
        body=body,
        headers={"Cache-Control": "no-store", **etag},
    )


def gone() -> Response[str]:
    """204: it is no longer there."""
    return Response(
        status_code=HTTPStatus.NO_CONTENT.value, body="", headers={"Cache-Control": "no-store"}
    )


def _etag(answer: BaseModel | None, body: str) -> str:
    """Names this very answer; of what can be edited also the revision, for If-Match."""
    digest = sha256(body.encode()).hexdigest()[:32]
    revision = getattr(answer, "revision", None)
    return f'"{revision}.{digest}"' if revision else f'"{digest}"'


def _matches(header: str, etag: str) -> bool:
    known = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in known or etag in known
