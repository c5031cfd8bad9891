"""Filters: lists of a name and values, matched against the items' own fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from cli.local.standin.errors import AwsError, unsupported

type Item = Any
"""A structure as AWS sends it, or a text."""


def filtered(items: list[Item], asked: Sequence[Any], shape: Shape) -> list[Item]:
    """What every filter lets through; `*` and `?` match any text and any letter."""
    for one in asked:
        lowered = {key.lower(): value for key, value in one.items()}
        name = lowered.get("name") or lowered.get("key")
        patterns = lowered.get("values", lowered.get("value", ()))
        if not isinstance(name, str):
            raise unsupported(f"the filter {one!r}")
        read = _reader(name, shape)
        items = [
            item
            for item in items
            if any(fnmatchcase(text, pattern) for text in read(item) for pattern in patterns)
        ]
    return items


def _reader(name: str, shape: Shape) -> Callable[[Item], Iterator[str]]:
    if name.startswith("tag:") or name == "tag-key":
        key = name.partition(":")[2]
        return lambda item: (
            tag["Value"] if key else tag["Key"]
            for tag in item.get("Tags", item.get("TagSet", ()))
            if not key or tag["Key"] == key
        )
    path = _path(name, shape)
    if path is None:
        raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
    return lambda item: values_at(item, path)


def _path(name: str, shape: Shape) -> tuple[str, ...] | None:
    """`attachment.instance-id` is Attachments[].InstanceId, `status` may be State."""
    found: list[str] = []
    for part in name.split("."):
        while isinstance(shape, ListShape):
            shape = shape.member
        if not isinstance(shape, StructureShape):
            return None
        plain = part.replace("-", "").replace("_", "").lower()
        others = {"status": "state", "state": "status"}
        by_name = {member.lower(): member for member in shape.members}
        choices = (plain, plain + "s", plain + "set", others.get(plain, plain))
        member = next((by_name[one] for one in choices if one in by_name), None)
        if member is None:
            return None
        found.append(member)
        shape = shape.members[member]
    return tuple(found)


def values_at(value: Any, path: Sequence[str]) -> Iterator[str]:  # noqa: ANN401 - a tree of JSON
    """The texts at a path through structures and lists; of a state its name."""
    if isinstance(value, list):
        for one in value:
            yield from values_at(one, path)
    elif path:
        if isinstance(value, Mapping) and path[0] in value:
            yield from values_at(value[path[0]], path[1:])
    elif isinstance(value, Mapping):
        yield from (str(value[key]) for key in ("Name", "Code", "State") if key in value)
    elif isinstance(value, bool):
        yield str(value).lower()
    elif value is not None:
        yield str(value)
