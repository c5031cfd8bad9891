"""A generic webhook: signed JSON with a published schema (docs/webhook.md)."""

import hashlib
import hmac
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, override
from urllib.parse import urlsplit

from costgov.clock import Clock
from costgov.domain.alerting.alert import News
from costgov.domain.alerting.channels import WebhookChannel
from costgov.domain.alerting.delivery import OutboxItem
from costgov.errors import ChannelRefused, MessageRefused
from costgov.gateways.alert_ports import Secrets, Web, WebAnswer
from costgov.pipeline.channels.contract import Receipt, Sender
from costgov.pipeline.channels.published import published_digest, published_news
from costgov.pipeline.channels.web_answers import refuse_for_now, with_secret

SIGNATURE: Final = "Costgov-Signature"
DELIVERY: Final = "Costgov-Delivery"
# What is wrong with one message is not wrong with the channel.
_OF_MESSAGE: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)


class WebhookSender(Sender):
    """Posts to an HTTPS address; receivers tell repeats by the header `Costgov-Delivery`."""

    tells_repeats = True

    def __init__(self, channel: WebhookChannel, web: Web, secrets: Secrets, clock: Clock) -> None:
        self._channel = channel
        self._web = web
        self._secrets = secrets
        self._clock = clock

    @override
    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        """Post one piece of news; raises as of Sender."""
        return self._posted(news.id, published_news(news).model_dump_json())

    @override
    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Post what was held back; raises as of Sender."""
        return self._posted(key, published_digest(digest, key).model_dump_json())

    def _posted(self, name: str, text: str) -> Receipt:
        body = text.encode()

        def tried(secret: str) -> Receipt:
            now = self._clock()
            headers = {
                "Content-Type": "application/json",
                "User-Agent": "cost-governor",
                DELIVERY: name,
                SIGNATURE: signature(body, secret, int(now.timestamp())),
            }
            answer = self._web.post(self._channel.url, body, headers)
            refuse_for_now(answer, self._receiver, now)
            self._check(answer)
            return Receipt(name)

        return with_secret(self._secrets, self._channel.secret, tried)

    @property
    def _receiver(self) -> str:
        """The host alone: a path may be a secret."""
        return urlsplit(self._channel.url).hostname or "the receiver"

    def _check(self, answer: WebAnswer) -> None:
        status = answer.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        if status < HTTPStatus.BAD_REQUEST:
            why = f"{self._receiver} answers {status}: name the address that it leads to"
            raise ChannelRefused(why)
        if status in _OF_MESSAGE:
            raise MessageRefused(f"{self._receiver} does not take this message ({status})")
        raise ChannelRefused(f"{self._receiver} refuses what is sent ({status})")


def signature(body: bytes, secret: str, timestamp: int) -> str:
    """The header that proves who sent a body, and when (seconds since 1970).

    >>> signature(b"{}", "secret", 1_700_000_000)[:38]
    't=1700000000,v1=b8569b78799ff9e3cbff0f'
    """
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={signed.hexdigest()}"
