"""HTTP requests to operations with parameters, by botocore's service models.

moto's parsers do the XML and REST protocols; JSON needs none. Clients of this botocore speak JSON
to the services whose models prefer CBOR, which is refused in plain words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore.serialize import create_serializer
from botocore.utils import parse_timestamp
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS, RequestDict
from werkzeug.wrappers import Request

from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.models import (
    BY_SIGNING_NAME,
    Service,
    operation_model,
    protocol,
    service_model,
)
from cli.local.standin.rest import route
from cli.local.standin.shapes import problems

type Params = dict[str, Any]

_FORM_FIELDS = {"Action", "Version"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The operation a request names, and the labels of its path."""

    service: Service
    operation: OperationModel
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decoded:
    """An operation of a service with its validated parameters."""

    service: Service
    operation: OperationModel
    params: Params


def candidates(signing_name: str) -> tuple[Service, ...]:
    """The services whose requests are signed for a name.

    Raises:
        AwsError: none is answered here.
    """
    found = BY_SIGNING_NAME.get(signing_name)
    if found is None:
        raise unsupported(f"the service {signing_name}")
    return found


def find_operation(services: tuple[Service, ...], request: Request) -> Asked:
    """The operation a request names, of the one of these services that it means.

    Raises:
        AwsError: none has it, or the protocol is not spoken here.
    """
    if request.headers.get("smithy-protocol"):
        raise unsupported(f"{services[0].name} over {request.headers['smithy-protocol']}")
    for service in services:
        asked = _asked(service, request)
        if asked is not None:
            return asked
    spoken = protocol(services[0])
    if spoken.startswith("rest"):
        code, name = "UnknownOperationException", f"{request.method} {request.path}"
    elif spoken == "json":
        name = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        code = "UnknownOperationException"
    else:
        code, name = "InvalidAction", request.form.get("Action", "")
    raise AwsError(code, f"The action {name} is not valid for this web service.")


def _asked(service: Service, request: Request) -> Asked | None:
    spoken, model = protocol(service), service_model(service.name)
    if spoken.startswith("rest"):
        routed = route(service.name, request)
        return Asked(service, *routed) if routed else None
    if spoken == "json":
        prefix, _, name = request.headers.get("X-Amz-Target", "").rpartition(".")
        known = prefix == model.metadata["targetPrefix"]
    else:
        name = request.form.get("Action", "")
        known = request.form.get("Version") == model.api_version
    operation = operation_model(service.name, name) if known else None
    return Asked(service, operation) if operation else None


def decode(asked: Asked, request: Request) -> Decoded:
    """The operation with its parameters.

    Raises:
        AwsError: the parameters are not what the service's model allows.
    """
    service, operation = asked.service, asked.operation
    shape = operation.input_shape
    if shape is None:
        return Decoded(service, operation, {})
    if protocol(service) == "json":
        _refuse(service, problems(_json_params(request), shape))
        return Decoded(service, operation, _parsed(asked, request))
    try:
        params = _parsed(asked, request)
    except ValueError as error:
        raise AwsError(service.invalid_request, f"a parameter cannot be read: {error}") from error
    unknown = _sent(service, request) - _written(operation, params)
    if unknown:
        raise AwsError("UnknownParameter", f"The parameter {min(unknown)} is not recognized")
    _refuse(service, problems(params, shape))
    return Decoded(service, operation, params)


def _json_params(request: Request) -> Params:
    try:
        params = json.loads(request.get_data() or b"{}")
    except ValueError as error:
        raise AwsError("SerializationException", f"the body is not JSON: {error}") from error
    if not isinstance(params, dict):
        raise AwsError("SerializationException", "the body is not a JSON object")
    return params


def _sent(service: Service, request: Request) -> set[str]:
    """The form fields, or the fields of the query string, that a request has."""
    if protocol(service).startswith("rest"):
        return set(request.args)
    return set(request.form) - _FORM_FIELDS


def _written(operation: OperationModel, params: Params) -> set[str]:
    """What botocore itself writes for these parameters: form fields, or the query string's."""
    spoken = str(operation.service_model.resolved_protocol)
    sent = create_serializer(spoken, include_validation=False).serialize_to_request(
        params, operation
    )
    if not spoken.startswith("rest"):
        return set(sent["body"])
    in_path = parse_qsl(urlsplit(sent["url_path"]).query, keep_blank_values=True)
    return {name for name, _ in in_path} | set(sent["query_string"])


def _parsed(asked: Asked, request: Request) -> Params:
    spoken = protocol(asked.service)
    parser = PROTOCOL_PARSERS[spoken](asked.operation, timestamp_parser=_instant)
    parts: RequestDict = {
        "body": request.get_data(),
        "headers": request.headers,
        "method": request.method,
        "url_params": dict(asked.labels),
        "url_path": request.path,
        "values": request.args if spoken.startswith("rest") else request.form,
    }
    params = dict(parser.parse(parts))
    if spoken.startswith("rest"):  # A query string without a list reads as an empty one.
        return {name: value for name, value in params.items() if value not in ([], None)}
    return params


def _instant(value: str) -> datetime:
    return parse_timestamp(value).astimezone(UTC)


def _refuse(service: Service, found: list[str]) -> None:
    if found:
        count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
        raise AwsError(service.invalid_request, count + "; ".join(found))
