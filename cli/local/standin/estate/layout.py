"""Where an operation's reply holds its items, and how it is paged, by botocore's models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.model import ListShape, Shape, StructureShape
from moto.core.model import OperationModel

from cli.local.standin.errors import unsupported
from cli.local.standin.models import paginators

_ONE_OF_MANY = ("List", "Describe")
_NOT_RESULTS = frozenset({"ResponseMetadata", "Tags", "tags"})
LIMITS = frozenset(
    {"Limit", "MaxItems", "MaxRecords", "MaxResults", "PageSize", "limit", "maxResults"}
)
"""What services call the greatest number of items on a page."""
_TOKENS = ("NextToken", "nextToken", "Marker", "marker", "NextMarker")

type Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paging:
    """The names of an operation's paging: what it reads, and where it writes."""

    token: str
    next_token: Path
    limit: str
    more: Path


@dataclass(frozen=True, slots=True)
class Layout:
    """An operation's result lists (or the one structure it describes) and its paging."""

    results: tuple[Path, ...]
    single: bool
    paging: Paging | None

    @property
    def is_listing(self) -> bool:
        """Whether no data means an empty list."""
        return bool(self.results) and not self.single


def layout(service: str, operation: OperationModel) -> Layout:
    """The layout of an operation's reply; a flat reply has no results."""
    described = paginators(service).get(str(operation.name))
    if described is not None:
        keys = described["result_key"]
        named = [keys] if isinstance(keys, str) else keys
        results = tuple(tuple(key.split(".")) for key in named)
        shape = output(operation)
        lists = tuple(path for path in results if isinstance(_at(shape, path), ListShape))
        if lists:
            return Layout(lists, single=False, paging=_paging(described))
    return _without_paginator(operation)


def _paging(described: Mapping[str, Any]) -> Paging | None:
    token = _first(described["input_token"])
    written = _first(described["output_token"]).split("||")[0].strip()
    if "[" in written:  # The last item is the token: such lists come whole.
        return None
    more = described.get("more_results", "")
    return Paging(
        token,
        tuple(written.split(".")),
        str(described.get("limit_key", "")),
        tuple(more.split(".")) if more else (),
    )


def _without_paginator(operation: OperationModel) -> Layout:
    members = output(operation).members
    if operation.service_model.service_name == "s3" and str(operation.name).startswith("Get"):
        # A bucket's setting is one thing, and none is an error, although some are lists.
        return Layout((), single=True, paging=None)
    lists = tuple(
        (name,)
        for name, member in members.items()
        if member.type_name == "list" and name not in _NOT_RESULTS
    )
    structures = tuple((n,) for n, m in members.items() if m.type_name == "structure")
    if lists and (str(operation.name).startswith(_ONE_OF_MANY) or not structures):
        return Layout(lists, single=False, paging=_unnamed_paging(operation))
    return Layout(structures, single=True, paging=None)


def _unnamed_paging(operation: OperationModel) -> Paging | None:
    """The paging of a call that has pages although botocore has no paginator for it."""
    read = operation.input_shape.members if operation.input_shape else {}
    written = output(operation).members
    token = next((name for name in _TOKENS if name in read and name in written), None)
    limit = next((name for name in sorted(LIMITS) if name in read), "")
    return Paging(token, (token,), limit, ()) if token else None


def output(operation: OperationModel) -> StructureShape:
    """The shape of an operation's reply.

    Raises:
        AwsError: it replies with nothing, so it changes something instead of telling it.
    """
    if operation.output_shape is None:
        raise unsupported(f"{operation.name}, which tells nothing")
    return operation.output_shape


def item_shape(operation: OperationModel, path: Path) -> Shape:
    """The shape of one item of a result."""
    shape = _at(output(operation), path)
    return shape.member if isinstance(shape, ListShape) else shape


def allows_empty(operation: OperationModel, path: Path) -> bool:
    """Whether a result may be an empty list; else it is left out where there is nothing."""
    return not _at(output(operation), path).metadata.get("min", 0)


def chosen_result(operation: OperationModel, found: Layout, items: Sequence[Any], key: str) -> Path:
    """The result these items belong to: the one named, or the first their fields fit.

    Raises:
        ValueError: there is none, which is a mistake in the data.
    """
    for path in found.results:
        if key and ".".join(path) != key:
            continue
        if key or all(_fits(item_shape(operation, path), item) for item in items):
            return path
    raise ValueError(f"{operation.name}: no result {key or 'that fits the items'}")


def filled(
    shape: StructureShape, known: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """A structure with what is given, and its other required members from `known` or empty."""
    reply = dict(given)
    for name, member in shape.members.items():
        if isinstance(member, StructureShape) and isinstance(reply.get(name), dict):
            reply[name] = filled(member, known, reply[name])
        elif name in shape.required_members and name not in reply:
            reply[name] = _empty(member, known, name)
    return reply


def _empty(shape: Shape, known: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - by shape
    if name in known:
        return str(known[name]) if shape.type_name == "string" else known[name]
    if isinstance(shape, StructureShape):
        return filled(shape, known, {})
    empties: Mapping[str, Any] = {"list": [], "map": {}, "string": "", "boolean": False}
    return empties.get(shape.type_name, 0)


def _fits(shape: Shape, item: Any) -> bool:  # noqa: ANN401 - a text or a structure
    if isinstance(item, Mapping):
        return isinstance(shape, StructureShape) and item.keys() <= shape.members.keys()
    return bool(shape.type_name == "string")


def _at(shape: Shape, path: Path) -> Shape:
    for name in path:
        if not isinstance(shape, StructureShape):
            raise TypeError(f"{shape} has no {name}")
        shape = shape.members[name]
    return shape


def _first(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else value[0]
