"""The WSGI application: authenticate, find the operation, strike faults, answer, count."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from cli.local.standin.calls import Caller
from cli.local.standin.codec import Decoded, candidates, decode, find_operation
from cli.local.standin.control import PREFIX, control
from cli.local.standin.ec2 import enabled
from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.models import Service, protocol
from cli.local.standin.replies import encode, encode_error
from cli.local.standin.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_AUTHORIZATION = re.compile(
    r"^AWS4-HMAC-SHA256 Credential=(?P<key>\w{1,128})/\d{8}/(?P<region>[\w-]+)/(?P<service>[\w-]+)"
    r"/aws4_request, ?SignedHeaders=[\w;-]+, ?Signature=[0-9a-f]{64}$"
)
_SIGNED_ELSEWHERE = frozenset({"pricing"})
"""Services with addresses in regions of which no account needs to be a user."""
_OWN_DATA = frozenset({"ce", "organizations", "sts"})
"""Services answered from the bill and the accounts, and of the estate only where it tells."""


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
            signed = _signed(request)
            services = candidates(signed["service"])
            service = services[0]
            asked = find_operation(services, request)
            service, name = asked.service, str(asked.operation.name)
            caller = self._caller(service, signed, request)
            self._world.faults.strike(service.name, name)
            call = decode(asked, request)
            response = encode(call, self._reply(call, caller))
        except AwsError as error:
            self._world.meter.refused(service.name if service else "unsigned", name)
            return encode_error(service, error, request)
        self._world.meter.answered(service.name, name)
        return response

    def _caller(self, service: Service, signed: re.Match[str], request: Request) -> Caller:
        region = signed["region"]
        if service.name not in _SIGNED_ELSEWHERE and not enabled(region):
            message = f"the region {region} is not enabled for this account"
            raise AwsError(_disabled(service), message, 401)
        token = request.headers.get("X-Amz-Security-Token")
        return self._world.sts.caller(signed["key"], region, token)

    def _reply(self, call: Decoded, caller: Caller) -> dict[str, Any]:
        operations = self._world.operations.get(call.service.name, {})
        handler = operations.get(str(call.operation.name))
        if handler is not None:
            return handler(call.params, caller, self._world.now)
        estate, name = self._world.estate, str(call.operation.name)
        if call.service.name in _OWN_DATA and not estate.tells(call.service.name, name):
            raise unsupported(f"{call.service.name} {name}")
        return estate.answer(call.service, call.operation, call.params, caller)


def _signed(request: Request) -> re.Match[str]:
    header = request.headers.get("Authorization")
    if header is None:
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    signed = _AUTHORIZATION.match(header)
    if signed is None:
        raise AwsError("IncompleteSignature", "The Authorization header is malformed", 403)
    return signed


def _disabled(service: Service) -> str:
    """How a service refuses in a region that the account has not enabled."""
    if service.name == "ec2":
        return "AuthFailure"
    if protocol(service) == "json" and service.name != "cloudwatch":
        return "UnrecognizedClientException"
    return "InvalidClientTokenId"
