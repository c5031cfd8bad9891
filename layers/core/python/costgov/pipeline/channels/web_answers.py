"""What HTTP receivers answer, as the ChannelErrors that say what to do."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

from costgov.domain.alerting.channels import SecretName
from costgov.errors import ChannelRefused, ChannelUnavailable
from costgov.gateways.alert_ports import Secrets, WebAnswer

type Json = dict[str, Any]

_LATER: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


def refuse_for_now(answer: WebAnswer, receiver: str, now: datetime) -> None:
    """Raise ChannelUnavailable for what receivers answer while they are busy or broken.

    Who fails (5xx) may have taken the message; who asks to come back (408, 425, 429) has not.
    """
    status = answer.status
    if status in _LATER:
        said = f"{receiver} asks to come back later ({status})"
        raise ChannelUnavailable(said, retry_after(answer, now))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        said = f"{receiver} fails ({status})"
        raise ChannelUnavailable(said, retry_after(answer, now), in_doubt=True)


def retry_after(answer: WebAnswer, now: datetime) -> float | None:
    """The seconds a receiver asks to wait for, None where it does not say.

    It may say so in seconds or as a date (RFC 9110, section 10.2.3).
    """
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def with_secret[T](secrets: Secrets, name: SecretName, tried: Callable[[str], T]) -> T:
    """Try with a secret as it is kept; where that is refused and it was changed since, anew.

    Raises:
        ChannelRefused: refused with the present secret, or there is none.
    """
    kept = secrets.value(name).strip()
    try:
        return tried(kept)
    except ChannelRefused:
        newer = secrets.value(name, fresh=True).strip()
        if newer == kept:
            raise
    return tried(newer)


def answered_json(answer: WebAnswer) -> Json:
    """The object that was answered; nothing where it is none."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
