"""Answers as JSON with exact decimals, an ETag, and 304 where the caller has them already."""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
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
_VARY: Final = "Accept, Accept-Encoding, Authorization"
_WORTH_PACKING: Final = 1_400
_GZIP: Final = re.compile(r"(?:^|[\s,])gzip\s*(?:;\s*q=([01](?:\.\d{0,3})?))?(?=\s*(?:,|$))")


def json_text(answer: object) -> str:
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


@dataclass(frozen=True)
class Body:
    """An answer as text, of which kind, and what is said of it in headers."""

    text: str
    kind: str = JSON
    headers: Mapping[str, str | list[str]] = field(default_factory=dict)
    revision: str = ""

    @cached_property
    def digest(self) -> str:
        """Names the text."""
        return sha256(self.text.encode()).hexdigest()[:32]

    @cached_property
    def packed(self) -> str:
        """The text as gzip in base64.

        The fastest level: it makes a tenth of an answer, the slowest hardly less.
        """
        content = gzip.compress(self.text.encode(), compresslevel=1, mtime=0)
        return b64encode(content).decode()


def body_of(answer: BaseModel | None) -> Body:
    """An answer as JSON, with the revision that an edit of it is based on where it has one."""
    return Body(json_text(answer), revision=str(getattr(answer, "revision", "")))


def response_of(shown: Body, headers: Mapping[str, str | None]) -> Response[str]:
    """200 with an answer, or 304 without it when one of the caller's ETags is the answer's.

    `headers` are the request's: what the caller has already, and whether it takes gzip.
    """
    packed = _packs(shown.text, headers.get("accept-encoding"))
    etag = _etag(shown, "gz" if packed else "")
    said = {**shown.headers, "ETag": etag, "Cache-Control": _CACHE, "Vary": _VARY}
    known = headers.get("if-none-match")
    if known is not None and _matches(known, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED.value, headers=said, body="")
    response = Response(
        status_code=HTTPStatus.OK.value, content_type=shown.kind, body=shown.text, headers=said
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
        response.body, response.base64_encoded = shown.packed, True
    return response


def _packs(text: str, accepted: str | None) -> bool:
    """Whether the caller takes gzip, and the answer does not fit one packet anyway."""
    if accepted is None or len(text) < _WORTH_PACKING:
        return False
    found = _GZIP.search(accepted)
    return found is not None and float(found[1] or 1) > 0


def created(answer: BaseModel | None) -> Response[str]:
    """201 with what was stored, and the ETag to change it by where it can be changed."""
    body = body_of(answer)
    etag = {"ETag": _etag(body)} if body.revision else {}
    return Response(
        status_code=HTTPStatus.CREATED.value,
        content_type=JSON,
        body=body.text,
        headers={"Cache-Control": "no-store", **etag},
    )


def gone() -> Response[str]:
    """204: it is no longer there."""
    return Response(
        status_code=HTTPStatus.NO_CONTENT.value, body="", headers={"Cache-Control": "no-store"}
    )


def _etag(body: Body, encoding: str = "") -> str:
    """Names these very bytes; of what can be edited also the revision, for If-Match."""
    digest = body.digest + encoding
    return f'"{body.revision}.{digest}"' if body.revision else f'"{digest}"'


def _matches(header: str, etag: str) -> bool:
    known = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in known or etag in known
