"""The WSGI application: authenticate, find the operation, strike faults, answer, count."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from cli.local.standin.calls import Caller
from cli.local.standin.codec import (
    Decoded,
    decode,
    encode,
    encode_error,
    find_operation,
    is_json,
)
from cli.local.standin.control import PREFIX, control
from cli.local.standin.ec2 import enabled
from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.models import BY_SIGNING_NAME, Service
from cli.local.standin.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_AUTHORIZATION = re.compile(
    r"^AWS4-HMAC-SHA256 Credential=(?P<key>\w{1,128})/\d{8}/(?P<region>[\w-]+)/(?P<service>\w+)"
    r"/aws4_request, ?SignedHeaders=[\w;-]+, ?Signature=[0-9a-f]{64}$"
)
_REGIONAL = {"cloudwatch", "ec2"}


class Application:
    """Answers for every service at one address; the request's credential scope tells which."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith(PREFIX):
            response = control(self._world, request)
        else:
            response = self._answer(request)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        service: Service | None = None
        name = "Unknown"
        try:
            service, caller = self._authenticated(request)
            operation = find_operation(service, request)
            name = str(operation.name)
            self._world.faults.strike(service.name, name)
            call = decode(service, operation, request)
            response = encode(call, self._reply(call, caller))
        except AwsError as error:
            self._world.meter.refused(service.name if service else "unsigned", name)
            as_json = is_json(service) if service else "X-Amz-Target" in request.headers
            return encode_error(service, error, as_json=as_json)
        self._world.meter.answered(service.name, name)
        return response

    def _authenticated(self, request: Request) -> tuple[Service, Caller]:
        header = request.headers.get("Authorization")
        if header is None:
            raise AwsError(
                "MissingAuthenticationToken", "Request is missing Authentication Token", 403
            )
        signed = _AUTHORIZATION.match(header)
        if signed is None:
            raise AwsError("IncompleteSignature", "The Authorization header is malformed", 403)
        service = BY_SIGNING_NAME.get(signed["service"])
        if service is None:
            raise unsupported(f"the service {signed['service']}")
        region = signed["region"]
        if service.name in _REGIONAL and not enabled(region):
            code = "AuthFailure" if service.name == "ec2" else "InvalidClientTokenId"
            raise AwsError(code, f"the region {region} is not enabled for this account", 401)
        token = request.headers.get("X-Amz-Security-Token")
        return service, self._world.sts.caller(signed["key"], region, token)

    def _reply(self, call: Decoded, caller: Caller) -> dict[str, Any]:
        operations = self._world.operations[call.service.name]
        handler = operations.get(str(call.operation.name))
        if handler is None:
            raise unsupported(f"{call.service.name} {call.operation.name}")
        return handler(call.params, caller, self._world.now)
