"""Replies and refusals to HTTP, by botocore's service models.

moto's serializers do the XML and REST protocols; JSON needs none.
"""

import json
from datetime import datetime
from html import escape
from typing import Any
from uuid import uuid4

from moto.core.serialize import SerializationContext, get_serializer_class
from werkzeug.wrappers import Request, Response

from cli.local.standin.codec import Decoded
from cli.local.standin.errors import AwsError
from cli.local.standin.models import Service, protocol, service_model
from cli.local.standin.shapes import reply_problems

type Reply = dict[str, Any]


def encode(call: Decoded, reply: Reply) -> Response:
    """The reply as HTTP.

    Raises:
        AwsError: InternalFailure, when the reply does not fit the operation's output shape.
    """
    shape = call.operation.output_shape
    if shape is not None and (wrong := reply_problems(reply, shape)):
        raise AwsError("InternalFailure", f"the stand-in's own reply is wrong: {wrong[0]}", 500)
    ident, spoken = str(uuid4()), protocol(call.service)
    if spoken == "json":
        body = json.dumps(reply, default=_epoch_seconds, ensure_ascii=False)
        return _response(body, 200, ident, _json_type(call.service))
    serializer = get_serializer_class(call.service.name, spoken)
    answer = serializer(call.operation, context=SerializationContext(ident)).serialize(reply)
    default = "application/json" if spoken == "rest-json" else "text/xml"
    headers = dict(answer["headers"])
    kind = headers.pop("Content-Type", default)
    response = _response(answer["body"], answer["status_code"], ident, kind)
    response.headers.update(headers)
    return response


def encode_error(service: Service | None, error: AwsError, request: Request) -> Response:
    """The refusal as HTTP, in the words of the service's protocol."""
    ident = str(uuid4())
    if service is None:
        spoken = "json" if "X-Amz-Target" in request.headers else "query"
    else:
        spoken = protocol(service)
    if spoken in {"json", "rest-json"}:
        return _json_error(service, error, ident)
    if spoken == "rest-xml" and request.method == "HEAD":
        return _response("", error.status, ident, "text/xml")
    body = _xml_error(service, error, ident)
    return _response(body, error.status, ident, "text/xml")


def _json_error(service: Service | None, error: AwsError, ident: str) -> Response:
    body = json.dumps({"__type": error.code, "message": error.message})
    response = _response(body, error.status, ident, "application/x-amz-json-1.1")
    response.headers["x-amzn-errortype"] = error.code
    if service and "awsQueryCompatible" in service_model(service.name).metadata:
        fault = "Sender" if error.status < 500 else "Receiver"
        response.headers["x-amzn-query-error"] = f"{error.code};{fault}"
    return response


def _xml_error(service: Service | None, error: AwsError, ident: str) -> str:
    inner = f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
    if service and service.name == "ec2":
        return (
            f"<Response><Errors><Error>{inner}</Error></Errors>"
            f"<RequestID>{ident}</RequestID></Response>"
        )
    if service and service.name == "s3":
        return f"<Error>{inner}<RequestId>{ident}</RequestId></Error>"
    return (
        f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error>"
        f"<RequestId>{ident}</RequestId></ErrorResponse>"
    )


def _response(body: str | bytes, status: int, ident: str, content_type: str) -> Response:
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
