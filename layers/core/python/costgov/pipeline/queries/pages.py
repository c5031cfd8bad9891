"""Pages of long answers: opaque tokens, and a limit in bytes beside the one in items."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from costgov.errors import InvalidInput
from costgov.pipeline.queries.exchange import Answer, Question
from costgov.pipeline.records import Records

MAX_PAGE = 100
# Below the 1 MB an answer may have, leaving room for what stands around the items.
_PAGE_BYTES = 900_000
_KEY_BYTES = 1_024


class PagedAnswer(Answer):
    """`next_page` is the `page_token` of the following page, null on the last one."""

    next_page: str | None


class Paged(Question):
    """A question whose answer comes in pages."""

    limit: Annotated[
        int, Field(ge=1, le=MAX_PAGE, description="Most items on a page; a page may hold fewer.")
    ] = MAX_PAGE
    page_token: Annotated[
        str | None,
        Field(max_length=2_048, description="`next_page` of the page before, unchanged."),
    ] = None

    def token(self, *position: str) -> str:
        """The token of the page that begins after a position in the answer to this question."""
        text = json.dumps([self._fingerprint(), *position], separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @model_validator(mode="after")
    def _own_token(self) -> Self:
        """A garbled token is refused before anything is read, whatever is stored."""
        if self.page_token is not None and _decoded(self.page_token)[0] != self._fingerprint():
            raise InvalidInput("page_token was given out for another request")
        return self

    def position(self, parts: int) -> tuple[str, ...] | None:
        """The position, of so many parts, to go on after; None on the first page.

        Raises:
            InvalidInput: the token is garbled, or was given out for another question.
        """
        if self.page_token is None:
            return None
        _, *position = _decoded(self.page_token)
        if len(position) != parts:
            raise InvalidInput("page_token was given out for another request")
        return tuple(position)

    def _fingerprint(self) -> str:
        asked = self.model_dump_json(exclude={"limit", "page_token"})
        return sha256(f"{type(self).__name__} {asked}".encode()).hexdigest()[:16]


def _decoded(token: str) -> list[str]:
    try:
        padded = token + "=" * (-len(token) % 4)
        parts = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        sizes = [len(part.encode()) for part in parts]
        well_formed = isinstance(parts, list) and all(0 < size <= _KEY_BYTES for size in sizes)
    # A token may hold any JSON: too deep to read, or parts that have no `encode`.
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidInput("page_token cannot be read") from error
    if not parts or not well_formed:
        raise InvalidInput("page_token cannot be read")
    return [str(part) for part in parts]


def _json_size(item: BaseModel) -> int:
    return len(item.model_dump_json())


def fitting[T: BaseModel](
    items: Iterable[T], taken: int = 0, size_of: Callable[[T], int] = _json_size
) -> list[T]:
    """The leading items that fit a page beside `taken` bytes; at least one, if there is any."""
    kept: list[T] = []
    for item in items:
        taken += size_of(item)
        if kept and taken > _PAGE_BYTES:
            break
        kept.append(item)
    return kept


def page_of[T: BaseModel](
    records: Records[T],
    question: Paged,
    sort_of: Callable[[T], str],
    *parts: str,
    prefix: str = "",
    newest_first: bool = False,
    taken: int = 0,
) -> tuple[tuple[T, ...], str | None]:
    """One page of a partition (below `prefix`) and the token of the next."""
    position = question.position(1)
    found, more = records.page(
        *parts,
        prefix=prefix,
        after=position[0] if position else None,
        newest_first=newest_first,
        limit=question.limit,
    )
    kept = fitting(found, taken)
    more = sort_of(kept[-1]) if len(kept) < len(found) else more
    return tuple(kept), question.token(more) if more else None


def slice_of[T: BaseModel](
    question: Paged,
    version: str,
    total: int,
    build: Callable[[slice], Iterable[T]],
    size_of: Callable[[T], int] = _json_size,
) -> tuple[list[T], int, str | None]:
    """One page of a computed, ordered list: its items, where it ends, the token of the next.

    `version` names the data the list was computed from: a token outlives no restatement, which
    may have moved items across pages.

    Raises:
        InvalidInput: the token is not this question's, or the data has changed since.
    """
    start = _offset(question, version, total)
    items = fitting(build(slice(start, start + question.limit)), size_of=size_of)
    end = start + len(items)
    return items, end, question.token(version, str(end)) if end < total else None


def _offset(question: Paged, version: str, total: int) -> int:
    position = question.position(2)
    if position is None:
        return 0
    then, offset = position
    if then != version:
        raise InvalidInput("the data has changed since page_token was given out; start again")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 10 and int(offset) < total):
        raise InvalidInput("page_token cannot be read")
    return int(offset)
