"""A Slack incoming webhook: whole messages one below the other, without threads and buttons."""

import json
from collections.abc import Sequence
from typing import Final

from costgov.domain.alerting.alert import Happening, News
from costgov.domain.alerting.channels import AlertPolicy, SlackWebhookChannel
from costgov.domain.alerting.delivery import OutboxItem
from costgov.errors import ChannelRefused, MessageRefused
from costgov.gateways.alert_ports import Secrets, Web, WebAnswer
from costgov.pipeline.alerting.wording import ASKING
from costgov.pipeline.channels.contract import Receipt
from costgov.pipeline.channels.slack import look_of
from costgov.pipeline.channels.slack_api import INVALID_BLOCKS, UNFIT, refuse_for_now
from costgov.pipeline.channels.slack_blocks import SlackMessage, first_message, update_message
from costgov.pipeline.channels.slack_digest import digest_message

_ADDRESSES: Final = (
    "https://hooks.slack.com/",
    "https://hooks.slack-gov.com/",
    "http://127.0.0.1:",
    "http://localhost:",
)
_TAKEN: Final = 200
_REVOKED: Final = frozenset({403, 404, 410})
_WITHOUT_CHARTS: set[str] = set()


class SlackWebhookSender:
    """Posts to the address that a secret holds; whoever has the address may post there."""

    tells_repeats = False

    def __init__(
        self, channel: SlackWebhookChannel, web: Web, secrets: Secrets, policy: AlertPolicy
    ) -> None:
        self._channel = channel
        self._web = web
        self._secrets = secrets
        self._policy = policy

    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:  # noqa: ARG002 - Sender's
        """Post one piece of news; a webhook neither threads nor tells repeats, so a message in
        doubt says that it may be a copy; raises as of Sender."""
        look = look_of(news, self._policy)._replace(buttons=False, repeated=repeated)
        whole = news.what in ASKING - {Happening.UPDATED}
        self._post(first_message(news, look) if whole else update_message(news, look))
        return Receipt(news.id)

    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Post what was held back as one message; raises as of Sender."""
        self._post(digest_message(digest, repeated=repeated))
        return Receipt(key)

    def _post(self, message: SlackMessage) -> None:
        bare = message.without_chart
        if self._channel.name in _WITHOUT_CHARTS or bare == message:
            _taken(self._answer(bare))
            return
        answer = self._answer(message)
        if _word(answer) in INVALID_BLOCKS:
            _taken(self._answer(bare))
            _WITHOUT_CHARTS.add(self._channel.name)
            return
        _taken(answer)

    def _answer(self, message: SlackMessage) -> WebAnswer:
        answer = self._posted(message, fresh=False)
        if answer.status in _REVOKED:
            # It may have been replaced since it was read.
            return self._posted(message, fresh=True)
        return answer

    def _posted(self, message: SlackMessage, *, fresh: bool) -> WebAnswer:
        url = self._secrets.value(self._channel.url_secret, fresh=fresh).strip()
        if not url.startswith(_ADDRESSES):
            raise ChannelRefused(f"{self._channel.url_secret} holds no address of a Slack webhook")
        fields = {"text": message.text, "blocks": list(message.blocks)}
        body = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
        answer = self._web.post(url, body, {"Content-Type": "application/json; charset=utf-8"})
        refuse_for_now(answer)
        return answer


def _taken(answer: WebAnswer) -> None:
    if answer.status == _TAKEN:
        return
    if _word(answer) in UNFIT:
        raise MessageRefused(f"the Slack webhook refused the message: {_word(answer)}")
    hint = "make a new one and store its address" if answer.status in _REVOKED else "docs/slack.md"
    raise ChannelRefused(f"the Slack webhook answered {answer.status} {_word(answer)}: {hint}")


def _word(answer: WebAnswer) -> str:
    return answer.body[:80].decode("ascii", "replace").strip() if answer.status != _TAKEN else ""
