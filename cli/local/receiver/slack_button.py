"""A click on a button of a message, as Slack sends it to an app: a form, signed.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

SIGNING_SECRET: Final = "laptop-signing-secret"  # noqa: S105 - good on this machine alone
USER: Final = "U0OPERATOR"


class Click(NamedTuple):
    """The body of the request and its headers."""

    body: str
    headers: Mapping[str, str]


def buttons(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The buttons of a message that are no links, in order."""
    for block in message.get("blocks", ()):
        for element in block.get("elements", ()) if block["type"] == "actions" else ():
            if "url" not in element:
                yield element


def click(
    message: Mapping[str, Any],
    label: str,
    *,
    channel: str,
    user: str = USER,
    secret: str = SIGNING_SECRET,
    at: float | None = None,
) -> Click:
    """A click on the button whose words begin with `label`.

    Raises:
        LookupError: the message has no such button.
    """
    found = [one for one in buttons(message) if one["text"]["text"].startswith(label)]
    if not found:
        raise LookupError(f"no button {label!r} in {message.get('text', 'the message')!r}")
    action = {name: found[0][name] for name in ("action_id", "value") if name in found[0]}
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": "operator", "team_id": "T0LAPTOP"},
        "team": {"id": "T0LAPTOP", "domain": "laptop"},
        "channel": {"id": channel, "name": "costs"},
        "message": dict(message),
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel},
        "actions": [{**action, "type": "button", "action_ts": f"{time.time():.6f}"}],
    }
    body = urlencode({"payload": json.dumps(payload)})
    return Click(body, signed(body, secret, time.time() if at is None else at))


def signed(body: str, secret: str, at: float) -> dict[str, str]:
    """The headers of a request by Slack with that body at that instant (Unix seconds)."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
