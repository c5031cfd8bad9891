"""A click in Slack, from its signature to what whoever clicked is told."""

import json
from base64 import b64decode
from functools import cache
from http import HTTPStatus
from typing import Final, NamedTuple

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent
from costgov.clock import utc_now
from costgov.domain.access import Role
from costgov.errors import (
    ChannelError,
    InvalidInput,
    NotFound,
    StoreError,
    VersionConflict,
)
from costgov.gateways.alert_ports import Secrets, Wake, Web
from costgov.gateways.aws_secrets import SsmSecrets
from costgov.gateways.aws_session import client
from costgov.gateways.web import HttpWeb
from costgov.observability import function_logger
from costgov.pipeline.alerting.routing import policy_of
from costgov.pipeline.audit import Signature
from costgov.pipeline.channels.slack_markup import escaped
from costgov.pipeline.channels.slack_signature import NotFromSlack, check_signature
from costgov.pipeline.commands.slack import Click, act, clicked, slack_role
from costgov.pipeline.queries.stores import Caller, ReadStores

from functions.api.gate import Gate
from functions.api.principal import NotSignedIn
from functions.api.problems import BodyTooLarge
from functions.api.rendering import JSON
from functions.api.slack import PATH

MOST_BYTES: Final = 262_144
"""A click brings the whole message with it."""

_ACTION: Final = "slack_action"
_UNSIGNED: Final = "slack:unsigned"
# Each is an entry of the audit trail, which nobody can remove: anybody can send them.
_UNSIGNED_A_MINUTE: Final = 5
# Of the three that Slack waits, for showing the answer.
_SECONDS: Final = 1.0

logger = function_logger("api")


class Kit(NamedTuple):
    """What a click needs beside the stores."""

    secrets: Secrets
    web: Web


@cache
def kit() -> Kit:
    """The gateways of this container, made at the first click."""
    return Kit(SsmSecrets(client("ssm")), HttpWeb(timeout=_SECONDS, longest=_SECONDS))


def answer(event: BaseProxyEvent, stores: ReadStores, gate: Gate, wake: Wake) -> Response[str]:
    """Decide what a click says, and tell whoever clicked; Slack waits for three seconds.

    Raises:
        NotFound: no signing secret is configured, so there are no buttons.
        NotSignedIn: the request is not Slack's.
        BodyTooLarge: it holds more than any click does.
        TooManyRequests: too many clicks, or unsigned requests, of this minute.
        StoreError: a store does not answer; nothing is decided.
    """
    at, body = utc_now(), _body(event)
    _check(event, body, stores, gate)
    click = clicked(body)
    if click is None:
        return _said("")
    gate.count(f"slack:{click.user}", at)
    role = slack_role(click.user, gate.access())
    words = _done(event, click, role, stores, gate)
    wake.wake()
    _tell(click, words)
    return _said(words)


def _body(event: BaseProxyEvent) -> bytes:
    text = event.get("body") or ""
    if len(text) > 2 * MOST_BYTES:
        raise BodyTooLarge(f"the body has more than {MOST_BYTES} bytes")
    return b64decode(text) if event.get("isBase64Encoded") else text.encode(errors="replace")


def _check(event: BaseProxyEvent, body: bytes, stores: ReadStores, gate: Gate) -> None:
    at = utc_now()
    name = policy_of(stores.control).slack_signing_secret
    if name is None:
        raise NotFound("buttons of Slack are not set up: governance.alerts.slack_signing_secret")
    headers = {key.lower(): value for key, value in event.headers.items()}
    try:
        check_signature(body, headers, kit().secrets.value(name), at)
    except ChannelError as error:
        raise StoreError(f"the signing secret cannot be read: {error}") from error
    except NotFromSlack as error:
        # Counted before it is noted, so that nobody can fill the trail from outside.
        gate.count(_UNSIGNED, at, _UNSIGNED_A_MINUTE)
        trail = gate.trail(_signature(event, "nobody", None))
        gate.note(trail.refused, f"POST {PATH}", str(error))
        raise NotSignedIn(str(error)) from error


def _done(
    event: BaseProxyEvent, click: Click, role: Role | None, stores: ReadStores, gate: Gate
) -> str:
    """What came of a click, in Slack's markup."""
    signature = _signature(event, f"slack:{click.user}", role)
    trail = gate.trail(signature)
    if role is None or role < Role.OPERATOR:
        held = "nothing is granted to you" if role is None else f"your role is {role}"
        gate.note(trail.refused, click.subject, f"this takes the role operator; {held}")
        return f"You may not decide that: it takes the role operator, and {held}."
    try:
        words = act(stores, click, Caller(signature.who, signature.at, trail, role))
    except (NotFound, InvalidInput, VersionConflict) as error:
        gate.note(trail.failed, str(error))
        return f"That was not possible: {escaped(str(error))}."
    except StoreError as error:
        gate.note(trail.failed, str(error))
        raise
    return words


def _signature(event: BaseProxyEvent, who: str, role: Role | None) -> Signature:
    correlation_id = str(event["requestContext"].get("requestId", ""))
    return Signature(who, _ACTION, utc_now(), "" if role is None else str(role), correlation_id)


def _tell(click: Click, words: str) -> None:
    """Show the words to whoever clicked; what was decided stands without."""
    if not click.answer_to:
        return
    body = json.dumps({"response_type": "ephemeral", "replace_original": False, "text": words})
    try:
        kit().web.post(click.answer_to, body.encode(), {"Content-Type": JSON})
    except ChannelError as error:
        logger.warning("the answer to a click was not shown: %s", error)


def _said(words: str) -> Response[str]:
    body = json.dumps({"text": words}) if words else ""
    return Response(
        status_code=HTTPStatus.OK.value,
        content_type=JSON,
        body=body,
        headers={"Cache-Control": "no-store"},
    )
