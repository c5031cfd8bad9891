"""Whether a request comes from Slack: its signature, and that it is fresh.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from costgov.errors import CostGovError

WINDOW: Final = 300
"""Seconds by which a request's own time may differ from ours."""

_DIGITS: Final = 12


class NotFromSlack(CostGovError):
    """A request was not signed by Slack with our app's secret, or long ago."""


def check_signature(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> None:
    """Let a request of Slack pass; header names are in lower case.

    Raises:
        NotFromSlack: its signature is missing or wrong, or more than five minutes old.
    """
    stamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _DIGITS):
        raise NotFromSlack("the request has no time of Slack's")
    if abs(now.timestamp() - int(stamp)) > WINDOW:
        raise NotFromSlack("the request is older than five minutes, or of the future")
    signed = f"v0:{stamp}:".encode() + body
    digest = hmac.new(secret.strip().encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={digest}".encode(), signature.encode("utf-8", "replace")):
        raise NotFromSlack("the request is not signed with the app's secret")
