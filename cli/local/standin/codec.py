"""HTTP requests to operations with parameters, and replies back, by botocore's service models.

moto's parsers and serializers do the XML protocols; JSON needs none. Clients of this botocore
speak JSON to CloudWatch although its model prefers CBOR, which is refused in plain words.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any
from uuid import uuid4

from botocore.serialize import create_serializer
from botocore.utils import parse_timestamp
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS, RequestDict
from moto.core.serialize import SERIALIZERS, SerializationContext
from werkzeug.wrappers import Request, Response

from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.models import Service, operation_model, service_model
from cli.local.standin.shapes import problems, reply_problems

type Params = dict[str, Any]
type Reply = dict[str, Any]

_FORM_FIELDS = {"Action", "Version"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """An operation of a service with its validated parameters."""

    service: Service
    operation: OperationModel
    params: Params

    @property
    def is_json(self) -> bool:
        """Whether the answer is JSON (else it is XML)."""
        return is_json(self.service)


def is_json(service: Service) -> bool:
    """Whether clients speak JSON to the service."""
    return str(service_model(service.name).resolved_protocol) == "json"


def find_operation(service: Service, request: Request) -> OperationModel:
    """The operation a request names.

    Raises:
        AwsError: the service has none of that name, or the protocol is not spoken here.
    """
    if request.headers.get("smithy-protocol"):
        raise unsupported(f"{service.name} over {request.headers['smithy-protocol']}")
    if is_json(service):
        prefix, _, name = request.headers.get("X-Amz-Target", "").rpartition(".")
        known = prefix == service_model(service.name).metadata["targetPrefix"]
    else:
        name = request.form.get("Action", "")
        known = request.form.get("Version") == service_model(service.name).api_version
    operation = operation_model(service.name, name) if known else None
    if operation is None:
        code = "UnknownOperationException" if is_json(service) else "InvalidAction"
        raise AwsError(code, f"The action {name} is not valid for this web service.")
    return operation


def decode(service: Service, operation: OperationModel, request: Request) -> Decoded:
    """The operation with its parameters.

    Raises:
        AwsError: the parameters are not what the service's model allows.
    """
    shape = operation.input_shape
    if shape is None:
        return Decoded(service, operation, {})
    if is_json(service):
        _refuse(service, problems(_json_params(request), shape))
        return Decoded(service, operation, _parsed(operation, request))
    params = _form_params(service, operation, request)
    _refuse(service, problems(params, shape))
    return Decoded(service, operation, params)


def encode(call: Decoded, reply: Reply) -> Response:
    """The reply as HTTP.

    Raises:
        AwsError: InternalFailure, when the reply does not fit the operation's output shape.
    """
    shape = call.operation.output_shape
    if shape is not None and (wrong := reply_problems(reply, shape)):
        raise AwsError("InternalFailure", f"the stand-in's own reply is wrong: {wrong[0]}", 500)
    ident = str(uuid4())
    if call.is_json:
        body = json.dumps(reply, default=_epoch_seconds, ensure_ascii=False)
        return _response(body, 200, ident, _json_type(call.service))
    serializer = SERIALIZERS[str(service_model(call.service.name).resolved_protocol)]
    answer = serializer(call.operation, context=SerializationContext(ident)).serialize(reply)
    return _response(str(answer["body"]), 200, ident, "text/xml")


def encode_error(service: Service | None, error: AwsError, *, as_json: bool) -> Response:
    """The refusal as HTTP, in the words of the service's protocol."""
    ident = str(uuid4())
    if as_json:
        body = json.dumps({"__type": error.code, "message": error.message})
        response = _response(body, error.status, ident, "application/x-amz-json-1.1")
        if service and "awsQueryCompatible" in service_model(service.name).metadata:
            fault = "Sender" if error.status < 500 else "Receiver"
            response.headers["x-amzn-query-error"] = f"{error.code};{fault}"
        return response
    inner = f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
    if service and service.name == "ec2":
        body = (
            f"<Response><Errors><Error>{inner}</Error></Errors>"
            f"<RequestID>{ident}</RequestID></Response>"
        )
    else:
        body = (
            f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error>"
            f"<RequestId>{ident}</RequestId></ErrorResponse>"
        )
    return _response(body, error.status, ident, "text/xml")


def _json_params(request: Request) -> Params:
    try:
        params = json.loads(request.get_data() or b"{}")
    except ValueError as error:
        raise AwsError("SerializationException", f"the body is not JSON: {error}") from error
    if not isinstance(params, dict):
        raise AwsError("SerializationException", "the body is not a JSON object")
    return params


def _form_params(service: Service, operation: OperationModel, request: Request) -> Params:
    try:
        params = _parsed(operation, request)
    except ValueError as error:
        raise AwsError(service.invalid_request, f"a parameter cannot be read: {error}") from error
    unknown = set(request.form) - _FORM_FIELDS - _written(operation, params)
    if unknown:
        name = min(unknown)
        raise AwsError("UnknownParameter", f"The parameter {name} is not recognized")
    return params


def _written(operation: OperationModel, params: Params) -> set[str]:
    """The form fields that botocore itself writes for these parameters."""
    protocol = str(operation.service_model.resolved_protocol)
    serializer = create_serializer(protocol, include_validation=False)
    return set(serializer.serialize_to_request(params, operation)["body"])


def _parsed(operation: OperationModel, request: Request) -> Params:
    protocol = str(operation.service_model.resolved_protocol)
    parser = PROTOCOL_PARSERS[protocol](operation, timestamp_parser=_instant)
    parts: RequestDict = {
        "body": request.get_data(),
        "headers": request.headers,
        "method": request.method,
        "url_params": {},
        "url_path": request.path,
        "values": request.form,
    }
    return dict(parser.parse(parts))


def _instant(value: str) -> datetime:
    return parse_timestamp(value).astimezone(UTC)


def _refuse(service: Service, found: list[str]) -> None:
    if found:
        count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
        raise AwsError(service.invalid_request, count + "; ".join(found))


def _response(body: str, status: int, ident: str, content_type: str) -> Response:
    response = Response(body, status=status, content_type=content_type)
    response.headers["x-amzn-RequestId"] = ident
    return response


def _json_type(service: Service) -> str:
    version = service_model(service.name).metadata["jsonVersion"]
    return f"application/x-amz-json-{version}"


def _epoch_seconds(value: object) -> float:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
    return value.timestamp()
