"""Slack's Web API as far as alerts need it, over the Web port.

Our own few lines instead of slack-sdk (docs/slack.md says why, with figures).
https://docs.slack.dev/reference/methods
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from costgov.domain.alerting.channels import SecretName
from costgov.errors import ChannelRefused, ChannelUnavailable
from costgov.gateways.alert_ports import Secrets, Web, WebAnswer

type Json = dict[str, Any]

ENDPOINT: Final = "https://slack.com/api"
INVALID_BLOCKS: Final = frozenset({"invalid_blocks", "invalid_blocks_format"})
UNFIT: Final = INVALID_BLOCKS | {
    "invalid_arguments",
    "invalid_metadata_format",
    "invalid_payload",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
}
"""Slack's words for a message that it takes from nobody; the channel is fine."""
_PAUSE: Final = frozenset({"accesslimited", "rate_limited", "ratelimited"})
_LATER: Final = _PAUSE | frozenset(
    {
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
    }
)
_STALE: Final = frozenset({"invalid_auth", "not_authed", "token_expired", "token_revoked"})
_MEANINGS: Final[Mapping[str, str]] = {
    "account_inactive": "the app was removed from the workspace: install it again",
    "channel_not_found": "there is no such channel, or the bot is not in it: invite it",
    "invalid_auth": "the bot token is wrong: store the right one",
    "is_archived": "the channel is archived: name another one",
    "missing_scope": "the app lacks a scope (docs/slack.md): add it and install the app again",
    "not_in_channel": "the bot is not in the channel: invite it",
    "restricted_action": "a workspace setting forbids the bot to post there",
    "token_expired": "the bot token has expired: store a new one",
    "token_revoked": "the bot token was revoked: store the new one",
}
_TOO_MANY, _FAILING = 429, 500


class SlackRefusal(ChannelRefused):
    """Slack said no; `word` is its own word for why."""

    def __init__(self, word: str, method: str) -> None:
        meaning = _MEANINGS.get(word, "see docs.slack.dev for what it means")
        super().__init__(f"Slack refused {method} with {word}: {meaning}")
        self.word = word

    @property
    def is_of_the_message(self) -> bool:
        """Whether another message may be taken."""
        return self.word in UNFIT


class SlackApi:
    """Methods of the Web API with the bot token of one app."""

    def __init__(self, web: Web, secrets: Secrets, token: SecretName, endpoint: str = "") -> None:
        self._web = web
        self._secrets = secrets
        self._token = token
        self._endpoint = endpoint or ENDPOINT

    def write(self, method: str, fields: Json) -> Json:
        """Call a method that posts, its arguments as JSON.

        Raises:
            ChannelUnavailable: it may work later, after `retry_after` where Slack said so.
            SlackRefusal: it will not work until somebody changes something.
        """
        body = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
        return self._called(method, body, "application/json; charset=utf-8")

    def read(self, method: str, fields: Mapping[str, str]) -> Json:
        """Call a method that reads, its arguments as a form: Slack takes no JSON there; raises
        as `write` does."""
        return self._called(method, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def _called(self, method: str, body: bytes, kind: str) -> Json:
        token = self._secrets.value(self._token)
        try:
            return self._posted(method, body, kind, token)
        except SlackRefusal as refusal:
            if refusal.word not in _STALE:
                raise
            # It may have been rotated since it was read.
            newer = self._secrets.value(self._token, fresh=True)
            if newer == token:
                raise
        return self._posted(method, body, kind, newer)

    def _posted(self, method: str, body: bytes, kind: str, token: str) -> Json:
        headers = {"Authorization": f"Bearer {token.strip()}", "Content-Type": kind}
        answer = self._web.post(f"{self._endpoint}/{method}", body, headers)
        return _checked(answer, method)


def _checked(answer: WebAnswer, method: str) -> Json:
    refuse_for_now(answer)
    try:
        said = json.loads(answer.body)
    except ValueError as error:
        raise ChannelUnavailable(f"Slack answered {method} with no JSON", in_doubt=True) from error
    if isinstance(said, dict) and said.get("ok") is True:
        return said
    word = str(said.get("error", answer.status)) if isinstance(said, dict) else str(answer.status)
    if word in _LATER:
        doubtful = word not in _PAUSE
        wait = retry_after(answer)
        raise ChannelUnavailable(f"Slack answered {method} with {word}", wait, in_doubt=doubtful)
    raise SlackRefusal(word, method)


def refuse_for_now(answer: WebAnswer) -> None:
    """Raise ChannelUnavailable for what Slack's servers answer while they are busy or broken."""
    if answer.status == _TOO_MANY:
        raise ChannelUnavailable("Slack asks for a pause", retry_after(answer))
    if answer.status >= _FAILING:
        wait = retry_after(answer)
        raise ChannelUnavailable(f"Slack answered with {answer.status}", wait, in_doubt=True)


def retry_after(answer: WebAnswer) -> float | None:
    """The seconds that Slack asks to wait for, None where it does not say."""
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else None
