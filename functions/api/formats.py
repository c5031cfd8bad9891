"""Answers in the form that is asked for: JSON, flat rows for dashboards, or CSV for sheets.

A list answers in all three; `rows` and `csv` hold its entries alone, nested fields as columns
`outer_inner`, lists and maps within an entry as JSON text. What the JSON answer says around them
is in headers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel

from functions.api.problems import InvalidParameters
from functions.api.rendering import JSON, Body, body_of, json_text

if TYPE_CHECKING:
    from costgov.pipeline.queries.exchange import Answer
    from costgov.pipeline.sheets import Cell

type Form = Literal["json", "rows", "csv"]

FORMS: Final[tuple[Form, ...]] = ("json", "rows", "csv")
CSV: Final = "text/csv"
# A page of ours loads nothing and runs nothing.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_FORMAT: Final = re.compile(r"(?<![^&])format=([^&]*)(?:&|$)")


class Asked(NamedTuple):
    """The form that a request asks for, and its query string without that parameter."""

    form: Form
    query: str


def asked(raw_query: str, accept: str, *, of_list: bool) -> Asked:
    """What is asked for by the parameter `format`, else by the header Accept.

    Raises:
        InvalidParameters: there is no such form, or the answer is no list.
    """
    named = _FORMAT.findall(raw_query)
    if not named:
        return Asked("csv" if of_list and _prefers_csv(accept) else "json", raw_query)
    form = next((form for form in FORMS if form == named[0]), None)
    if form is None or len(named) > 1:
        raise InvalidParameters.one("format", f"is one of {', '.join(FORMS)}")
    if form != "json" and not of_list:
        raise InvalidParameters.one("format", "is json: this answer is no list")
    return Asked(form, _FORMAT.sub("", raw_query).removesuffix("&"))


def _prefers_csv(accept: str) -> bool:
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return CSV in kinds and not {JSON, "*/*", "application/*"} & set(kinds[: kinds.index(CSV)])


def is_list(answer: type[BaseModel] | None) -> bool:
    """Whether answers of this model are lists, which have flat forms."""
    return bool(getattr(answer, "listed", ""))


def written(answer: BaseModel | None, form: Form) -> Body:
    """An answer in a form; what a flat one has no place for is in headers."""
    from costgov.pipeline.queries.exchange import Answer, TextAnswer  # noqa: PLC0415
    from costgov.pipeline.sheets import sheet  # noqa: PLC0415 - a cold start needs neither

    if isinstance(answer, TextAnswer):
        return Body(answer.text, answer.kind, {"Content-Security-Policy": _POLICY})
    if form == "json" or not isinstance(answer, Answer):
        return body_of(answer)
    header, rows = columns(type(answer)), entries(answer)
    if form == "csv":
        kind, text = f"{CSV}; charset=utf-8; header=present", sheet(header, rows)
    else:
        kind, text = JSON, json_text([dict(zip(header, row, strict=True)) for row in rows])
    return Body(text, kind, _said(answer))


def _said(answer: "Answer") -> dict[str, str | list[str]]:
    said = {
        "Costgov-Data-As-Of": answer.data_as_of,
        "Costgov-Currency": answer.currency,
        "Costgov-Covers": None if answer.covers is None else ",".join(answer.covers),
        "Costgov-Next-Page": getattr(answer, "next_page", None),
    }
    return {name: value for name, value in said.items() if value is not None}


def entries(answer: "Answer") -> "Iterator[list[Cell]]":
    """The cells of each entry of a list, one for each of its columns."""
    paths = _paths(row_model(type(answer)))
    for row in answer.rows():
        yield [_cell(row, path) for path in paths]


@cache
def columns(answer: "type[Answer]") -> tuple[str, ...]:
    """The names of the columns of a list."""
    return tuple("_".join(path) for path in _paths(row_model(answer)))


def row_model(answer: "type[Answer]") -> type[BaseModel]:
    """The model of a list's entries."""
    if answer.row is not None:
        return answer.row
    (found,) = _options(answer.model_fields[answer.listed].annotation)
    entry = _model_in(get_args(found)[0])
    if entry is None:
        raise TypeError(f"{answer.__name__}.{answer.listed} is no tuple of one model")
    return entry


@cache
def _paths(model: type[BaseModel]) -> tuple[tuple[str, ...], ...]:
    """Where each column's value is found: fields, and fields of what is nested in them."""
    found: list[tuple[str, ...]] = []
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        found += [(name,)] if inner is None else [(name, *path) for path in _paths(inner)]
    return tuple(found)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The one model that a field holds, None where it holds something else or several kinds."""
    options = [one for one in _options(annotation) if one is not type(None)]
    if len(options) != 1 or not isinstance(options[0], type):
        return None
    return options[0] if issubclass(options[0], BaseModel) else None


def _options(annotation: object) -> list[Any]:
    if isinstance(annotation, TypeAliasType):
        return _options(annotation.__value__)
    if get_origin(annotation) is Annotated:
        return _options(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [one for option in get_args(annotation) for one in _options(option)]
    return [annotation]


def _cell(row: object, path: Iterable[str]) -> "Cell":
    value: Any = row
    for name in path:
        if value is None:
            return None
        value = value[name] if isinstance(value, Mapping) else getattr(value, name)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, tuple | list | dict | BaseModel | frozenset):
        return json_text(value)
    return value  # type: ignore[no-any-return]
