"""SNS: e-mail as plain text, and whatever else subscribes to a topic."""

from collections.abc import Sequence
from typing import Final, override

from costgov.domain.alerting.alert import News
from costgov.domain.alerting.delivery import OutboxItem
from costgov.errors import ChannelRefused
from costgov.gateways.alert_ports import Subscribers, Topics
from costgov.pipeline.alerting.texts import digest_subject, digest_text, subject_of, text_of
from costgov.pipeline.channels.contract import Receipt, Sender

DIGEST: Final = "digest"


class SnsSender(Sender):
    """Publishes to a topic that somebody reads.

    SNS takes a message for a topic without subscribers and tells nobody, so they are looked for
    first. It cannot tell repeats: a message in doubt says that it may be a copy.
    """

    tells_repeats = False

    def __init__(self, topic_arn: str, topics: Topics) -> None:
        self._topic_arn = topic_arn
        self._topics = topics
        self._readers: Subscribers | None = None

    @override
    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        """Publish one piece of news; raises as of Sender."""
        signal = news.alert.signal
        # Subscriptions may filter by these.
        attributes = {
            "alert": news.alert.id,
            "news": news.id,
            "kind": signal.kind.value,
            "severity": signal.severity.value,
            "what": news.what.value,
        }
        return self._published(subject_of(news), text_of(news, repeated=repeated), attributes)

    @override
    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Publish what was held back; raises as of Sender."""
        attributes = {"news": key, "what": DIGEST}
        return self._published(
            digest_subject(digest), digest_text(digest, repeated=repeated), attributes
        )

    def _published(self, subject: str, text: str, attributes: dict[str, str]) -> Receipt:
        warning = self._unreached()
        reference = self._topics.publish(self._topic_arn, subject, text, attributes)
        return Receipt(reference, warning=warning)

    def _unreached(self) -> str:
        """Who is subscribed and is not reached; asked once, as a sender lives for one delivery."""
        if self._readers is None:
            self._readers = self._topics.subscribers(self._topic_arn)
        return told_nobody(self._topic_arn, self._readers)


def told_nobody(topic_arn: str, readers: Subscribers) -> str:
    """What keeps subscribers from reading a topic, "" if nothing does.

    Raises:
        ChannelRefused: nobody reads it at all.
    """
    name = topic_arn.rpartition(":")[2]
    waiting = f"{readers.pending} of its subscribers has not confirmed (the link in AWS's e-mail)"
    if not readers.confirmed:
        why = waiting if readers.pending else "nobody is subscribed"
        raise ChannelRefused(f"topic {name} tells nobody: {why}")
    return f"topic {name}: {waiting}" if readers.pending else ""
