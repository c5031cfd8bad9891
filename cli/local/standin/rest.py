"""Which operation of a REST service a method and a path mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from moto.core.model import OperationModel
from werkzeug.wrappers import Request

from cli.local.standin.models import service_model

_LABEL = re.compile(r"\{([\w-]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: the method, the path with its labels, and what the query string must have."""

    operation: str
    method: str
    path: re.Pattern[str]
    names: tuple[str, ...]
    query: Mapping[str, str]
    required: frozenset[str]
    rank: tuple[int, ...]

    def labels(self, method: str, path: str, query: Mapping[str, str]) -> dict[str, str] | None:
        """The labels of a request of this operation; None when it is another's."""
        if method != self.method or not self.required <= query.keys():
            return None
        if any(query.get(name) != value for name, value in self.query.items()):
            return None
        found = self.path.fullmatch(path)
        if found is None:
            return None
        return dict(zip(self.names, map(unquote, found.groups()), strict=True))


def route(service: str, request: Request) -> tuple[OperationModel, dict[str, str]] | None:
    """(operation, labels of its path) of a request, or None when the service has none for it."""
    # The decoded path no longer tells the slashes of an ARN from the path's own.
    raw = urlsplit(request.environ.get("RAW_URI", request.path)).path
    path = raw if raw == "/" else raw.rstrip("/")
    query = request.args.to_dict()
    for one in _routes(service):
        labels = one.labels(request.method, path, query)
        if labels is not None:
            return service_model(service).operation_model(one.operation), labels
    return None


@cache
def _routes(service: str) -> tuple[Route, ...]:
    """The most particular first; of two alike, the one that is not deprecated."""
    model = service_model(service)
    found = [_route(model.operation_model(name)) for name in model.operation_names]
    return tuple(sorted(found, key=lambda one: (one.rank, one.operation)))


def _route(operation: OperationModel) -> Route:
    template, _, query = operation.http["requestUri"].partition("?")
    fixed = dict(parse_qsl(query, keep_blank_values=True))
    shape = operation.input_shape
    members = shape.members if shape else {}
    required = frozenset(
        members[name].serialization["name"]
        for name in (shape.required_members if shape else ())
        if members[name].serialization.get("location") == "querystring"
    )
    path = template if template == "/" else template.rstrip("/")
    segments = path.split("/")
    literal = sum("{" not in segment for segment in segments)
    rank = (-len(fixed) - len(required), -literal, "+}" in path, operation.deprecated)
    return Route(
        str(operation.name),
        operation.http["method"],
        _pattern(path),
        tuple(label[1] for label in _LABEL.finditer(path)),
        fixed,
        required,
        tuple(map(int, rank)),
    )


def _pattern(path: str) -> re.Pattern[str]:
    parts, place = [], 0
    for label in _LABEL.finditer(path):
        parts.append(re.escape(path[place : label.start()]))
        parts.append("(.+)" if label[2] else "([^/]+)")
        place = label.end()
    return re.compile("".join([*parts, re.escape(path[place:])]))
