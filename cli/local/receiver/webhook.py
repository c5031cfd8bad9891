"""A receiver of the signed webhook, as docs/webhook.md tells everybody to write one."""

import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field
from typing import Final

from werkzeug.wrappers import Request

from cli.local.receiver.answers import Answer, object_in, told
from cli.local.receiver.mailbox import Json

SECRET: Final = "laptop-webhook-secret"  # noqa: S105 - good on this machine alone
SIGNATURE: Final = "Costgov-Signature"
DELIVERY: Final = "Costgov-Delivery"
_SIGNED: Final = re.compile(r"t=(\d{1,12})((?:,v1=[0-9a-f]{64})+)")
_TOLERATED_SECONDS: Final = 300


@dataclass(slots=True)
class Known:
    """What can change: the secrets that are good now, and the ids that have come."""

    secrets: set[str] = field(default_factory=lambda: {SECRET})
    had: set[str] = field(default_factory=set)


class Webhook:
    """Takes what is signed with a secret that is good now; drops what it has had by its id."""

    def __init__(self) -> None:
        self.state = Known()

    def receive(self, request: Request) -> tuple[Json, Answer]:
        """One message: 204 where it is taken, 401 where its signature is not good."""
        raw = request.get_data()
        body = object_in(raw)
        if reason := self._refusal(request, raw):
            return body or {}, told(401, {"error": reason}, reason, taken=False)
        if body is None:
            return {}, told(400, {"error": "no JSON object"}, "400", taken=False)
        name = request.headers.get(DELIVERY, "")
        if not name:
            return body, told(400, {"error": f"no {DELIVERY}"}, "400", taken=False)
        if name in self.state.had:
            return body, told(200, {"had": name}, "had before", taken=False)
        self.state.had.add(name)
        return body, Answer(204, "", "204", taken=True)

    def _refusal(self, request: Request, raw: bytes) -> str:
        """Why a signature is not accepted, "" where it is."""
        signed = _SIGNED.fullmatch(request.headers.get(SIGNATURE, ""))
        if signed is None:
            return "signature missing or malformed"
        stamp, given = signed[1], signed[2].split(",v1=")[1:]
        if abs(time.time() - int(stamp)) > _TOLERATED_SECONDS:
            return "timestamp too old"
        good = [_signature(secret, stamp, raw) for secret in self.state.secrets]
        if any(hmac.compare_digest(one, other) for one in good for other in given):
            return ""
        return "signature does not match"


def _signature(secret: str, stamp: str, raw: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
