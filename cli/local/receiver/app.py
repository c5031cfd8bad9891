"""The WSGI application: which service a path belongs to, faults, the answer, the record."""

import json
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from werkzeug.wrappers import Request, Response

from cli.local.receiver import mail, page
from cli.local.receiver.answers import Answer, told
from cli.local.receiver.faults import Fault, Faults
from cli.local.receiver.issuer import Issuer
from cli.local.receiver.mailbox import Json, Mailbox, Post
from cli.local.receiver.pagerduty import PagerDuty
from cli.local.receiver.slack import Slack
from cli.local.receiver.webhook import Webhook

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SLACK_API: Final = "/slack/api/"
SLACK_HOOKS: Final = "/services/"
PAGERDUTY: Final = "/pagerduty/v2/enqueue"
WEBHOOK: Final = "/webhook"
MAIL: Final = "/mail"
OIDC: Final = "/oidc"
_KEPT_HEADERS: Final = ("content-type", "user-agent", "x-amz-sns-message-type")


class Application:
    """Every service at one address, told apart by the path."""

    def __init__(
        self,
        *,
        slack: Slack,
        pagerduty: PagerDuty,
        webhook: Webhook,
        issuer: Issuer,
        mailbox: Mailbox,
        faults: Faults,
    ) -> None:
        self._slack = slack
        self._pagerduty = pagerduty
        self._webhook = webhook
        self._issuer = issuer
        self._mailbox = mailbox
        self._faults = faults

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        shown = self._shown(request.path)
        response = shown or self._received(request)
        return response(environ, start_response)

    def _shown(self, path: str) -> Response | None:
        """What may be looked at: the page, the record, and the issuer's documents."""
        if path == "/":
            return _html(page.render(self._mailbox.posts()))
        if path == "/received":
            posts = [page.record(post) for post in self._mailbox.posts()]
            return _json({"received": posts})
        if path == f"{OIDC}/.well-known/openid-configuration":
            return _json(self._issuer.discovery)
        if path == f"{OIDC}/jwks.json":
            return _json(self._issuer.keys)
        return None

    def _received(self, request: Request) -> Response:
        service, operation = _asked(request.path)
        if request.method != "POST" and service != "slack":
            answer = told(405, {"error": "POST"}, "405", taken=False)
            return _response(answer)
        fault = self._faults.strike(service) if service else None
        if fault is not None and not fault.lost:
            body, answer = _body(request), _failure(service, fault)
        else:
            body, answer = self._taken(service, operation, request)
        self._keep(service, operation, request, body, answer, lost=bool(fault and fault.lost))
        if fault is not None and fault.wait:
            time.sleep(fault.wait)
        if fault is not None and fault.lost:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return _response(answer)

    def _taken(self, service: str, operation: str, request: Request) -> tuple[Json, Answer]:
        match service:
            case "slack":
                return self._slack.call(operation, request)
            case "slack-webhook":
                return self._slack.hook(request)
            case "pagerduty":
                return self._pagerduty.enqueue(request)
            case "webhook":
                return self._webhook.receive(request)
            case "mail":
                return mail.receive(request)
        return {}, told(404, {"error": f"nothing at {request.path}"}, "404", taken=False)

    def _keep(
        self,
        service: str,
        operation: str,
        request: Request,
        body: Json,
        answer: Answer,
        *,
        lost: bool,
    ) -> None:
        named = {name.lower(): value for name, value in request.headers.items()}
        headers = {
            name: value
            for name, value in named.items()
            if name in _KEPT_HEADERS or name.startswith("costgov-")
        }
        now = datetime.now(UTC)
        self._mailbox.keep(
            Post(now, service, operation, body, headers, answer.word, answer.taken, lost)
        )


def _asked(path: str) -> tuple[str, str]:
    """The service a path belongs to, and what is asked of it."""
    if path.startswith(SLACK_API):
        return "slack", path.removeprefix(SLACK_API)
    if path.startswith(SLACK_HOOKS):
        return "slack-webhook", "post"
    if path == PAGERDUTY:
        return "pagerduty", "enqueue"
    if path.startswith(WEBHOOK):
        return "webhook", path.removeprefix(WEBHOOK).strip("/") or "post"
    return ("mail", "deliver") if path == MAIL else ("", path)


def _failure(service: str, fault: Fault) -> Answer:
    headers = {} if fault.retry_after is None else {"Retry_After": str(fault.retry_after)}
    said: Json = (
        {"ok": False, "error": fault.error}
        if service == "slack"
        else {
            "status": fault.error,
            "message": fault.error,
        }
    )
    return told(fault.status, said, fault.error, taken=False, **headers)


def _body(request: Request) -> Json:
    with suppress(ValueError):
        found = json.loads(request.get_data())
        if isinstance(found, dict):
            return found
    return {}


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers), content_type=answer.media)


def _json(body: object) -> Response:
    return Response(json.dumps(body, indent=1), content_type="application/json")


def _html(text: str) -> Response:
    return Response(text, content_type="text/html; charset=utf-8")
