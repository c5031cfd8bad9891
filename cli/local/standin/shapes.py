"""Requests and replies against botocore's shapes: types, required members, and constraints."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.validate import ParamValidator

_EMPTY = re.compile(r"Invalid length for parameter \S+, value: 0,")
_CHECKED_ENDS = 5
"""Of a longer list in a reply this many elements are checked at either end."""


def problems(value: Mapping[str, Any], shape: Shape) -> list[str]:
    """What is wrong with a value of a shape, one sentence each; empty when nothing is.

    Beside what botocore's client checks this holds it to enumerations, greatest lengths and
    patterns, which only the service checks.
    """
    report = ParamValidator().validate(value, shape)
    if report.has_errors():
        return str(report.generate_report()).splitlines()
    return list(_constraints(value, shape, ""))


def reply_problems(reply: Mapping[str, Any], shape: Shape) -> list[str]:
    """The same for a reply; long lists, all of one making, are checked at their ends.

    Services answer with empty lists, whatever least length their models give these.
    """
    return [one for one in problems(_shortened(reply), shape) if not _EMPTY.match(one)]


def _shortened(value: Any) -> Any:  # noqa: ANN401 - a tree of JSON-like values
    if isinstance(value, Mapping):
        return {key: _shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        if len(value) > 2 * _CHECKED_ENDS:
            value = value[:_CHECKED_ENDS] + value[-_CHECKED_ENDS:]
        return [_shortened(item) for item in value]
    return value


def _constraints(value: Any, shape: Shape, path: str) -> Iterator[str]:  # noqa: ANN401
    if isinstance(shape, StructureShape):
        for name, item in value.items():
            yield from _constraints(item, shape.members[name], _member(path, name))
    elif isinstance(shape, ListShape):
        yield from _too_long(value, shape, path)
        for number, item in enumerate(value, start=1):
            yield from _constraints(item, shape.member, f"{path}.{number}.member")
    elif isinstance(shape, MapShape):
        for item in value.values():
            yield from _constraints(item, shape.value, path)
    elif shape.type_name == "string":
        yield from _text(value, shape, path)
    elif shape.type_name in {"integer", "long", "double", "float"}:
        most = shape.metadata.get("max")
        if most is not None and value > most:
            yield _failed(value, path, f"Member must have value less than or equal to {most}")


def _text(value: str, shape: Shape, path: str) -> Iterator[str]:
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        yield _failed(value, path, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
    yield from _too_long(value, shape, path)
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, value):
        yield _failed(value, path, f"Member must satisfy regular expression pattern: {pattern}")


def _too_long(value: str | list[Any], shape: Shape, path: str) -> Iterator[str]:
    most = shape.metadata.get("max")
    if most is not None and len(value) > most:
        yield _failed(value, path, f"Member must have length less than or equal to {most}")


def _matches(pattern: str, value: str) -> bool:
    compiled = _compiled(pattern)
    return compiled is None or compiled.search(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern, or None where it uses Java's classes, ranges and flags, which Python lacks."""
    if r"\p{" in pattern or r"\u1" in pattern:
        return None
    try:
        return re.compile(pattern if pattern.startswith("^") else f"^(?:{pattern})$")
    except re.PatternError:
        return None


def _member(path: str, name: str) -> str:
    name = name[:1].lower() + name[1:]
    return f"{path}.{name}" if path else name


def _failed(value: object, path: str, rule: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: {rule}"
