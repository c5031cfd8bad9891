"""A request's parameters, from the raw query string: API Gateway joins repeated ones by commas."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from functions.api.problems import InvalidParameters, UriTooLong

MAX_QUERY = 4_096
_MAX_PARAMETERS = 32


def parsed[Q: BaseModel](model: type[Q], raw_query: str, path: Mapping[str, str]) -> Q:
    """The question asked; path parameters are fields like any other.

    Raises:
        UriTooLong: the query string exceeds MAX_QUERY characters.
        InvalidParameters: a parameter is unknown, repeated, missing or cannot be read.
    """
    try:
        return model.model_validate(values_in(raw_query, path))
    except ValidationError as error:
        raise InvalidParameters.of(error) from error


def values_in(raw_query: str, path: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a query string and of its path, nobody has looked at yet.

    Raises:
        UriTooLong, InvalidParameters: see `parsed`.
    """
    if len(raw_query) > MAX_QUERY:
        raise UriTooLong(f"the query string has more than {MAX_QUERY} characters")
    values = dict(path)
    for name, value in _pairs(raw_query):
        if name in values:
            raise InvalidParameters.one(name, "is given more than once")
        values[name] = value
    return values


def _pairs(raw_query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw_query,
            keep_blank_values=True,
            strict_parsing=bool(raw_query),
            max_num_fields=_MAX_PARAMETERS,
        )
    except ValueError as error:
        raise InvalidParameters.one("query", str(error)) from error
