"""Amazon Q Developer in chat applications: custom notifications by an SNS topic.

What is not of its schema is dropped silently, so that what may be in each field is kept to here.
https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, override

from costgov.domain.alerting.alert import News
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Fact
from costgov.gateways.alert_ports import Topics
from costgov.pipeline.alerting.digests import digest_of
from costgov.pipeline.alerting.plain import plain, shortened
from costgov.pipeline.alerting.wording import background, figures, headline, to_do
from costgov.pipeline.channels.contract import Receipt, Sender
from costgov.pipeline.channels.sns import told_nobody

_TITLE, _DESCRIPTION, _STEP, _SUMMARY = 250, 8_000, 400, 250
_TOLD: Final = 40
_REPEATED: Final = "This may be a copy: whether the first one arrived is not known."
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Slack's links are in angle brackets, those of Teams are [label](address).
_LINK: Final = re.compile(r"\](?=\()")


class AmazonQSender(Sender):
    """Publishes custom notifications; one thread per alert.

    It cannot tell repeats: a message in doubt says that it may be a copy.
    """

    tells_repeats = False

    def __init__(self, topic_arn: str, topics: Topics) -> None:
        self._topic_arn = topic_arn
        self._topics = topics

    @override
    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        """Publish one piece of news; raises as of Sender."""
        return self._published(notification(news, repeated=repeated))

    @override
    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Publish what was held back; raises as of Sender."""
        return self._published(digest_notification(digest, key, repeated=repeated))

    def _published(self, message: Mapping[str, Any]) -> Receipt:
        warning = told_nobody(self._topic_arn, self._topics.subscribers(self._topic_arn))
        text = json.dumps(message, ensure_ascii=False)
        return Receipt(self._topics.publish(self._topic_arn, "", text, {}), warning=warning)


def escaped(text: str) -> str:
    """Anybody's text in the mark-up of whichever chat shows it: no mention, no link.

    >>> escaped("<!channel> A&B [x](https://example.com)")
    '&lt; !channel&gt; A&amp;B [x] (https://example.com)'
    """
    return _LINK.sub("] ", plain(text).translate(_ENTITIES))


def notification(news: News, *, repeated: bool) -> dict[str, Any]:
    """One piece of news as a custom notification."""
    signal, title = news.alert.signal, headline(news)
    lines = [_line(fact) for fact in (*figures(news), *background(news))]
    lines += [_REPEATED] if repeated else []
    return {
        "version": "1.0",
        "source": "custom",
        "id": news.id,
        "content": {
            "textType": "client-markdown",
            "title": shortened(escaped(title), _TITLE),
            "description": _joined(lines),
            "nextSteps": [shortened(_line(fact), _STEP) for fact in to_do(news)],
            "keywords": [signal.kind.value, signal.severity.value],
        },
        "metadata": {
            "threadId": news.alert.id,
            "summary": shortened(escaped(title), _SUMMARY),
            "eventType": f"alert.{news.what.value}",
            "additionalContext": {"alert": news.alert.id, "rule": signal.rule},
        },
    }


def digest_notification(
    digest: Sequence[OutboxItem], key: str, *, repeated: bool
) -> dict[str, Any]:
    """What was held back as one custom notification."""
    found = digest_of(digest)
    lines = list(_digest_lines(digest))
    lines += [_REPEATED] if repeated else []
    title = f"Cost Governor digest of {found.day}: {found.count}"
    return {
        "version": "1.0",
        "source": "custom",
        "id": key,
        "content": {
            "textType": "client-markdown",
            "title": title,
            "description": _joined(lines),
            "keywords": ["digest"],
        },
        "metadata": {"threadId": key, "summary": title, "eventType": "alert.digest"},
    }


def _digest_lines(digest: Sequence[OutboxItem]) -> Iterator[str]:
    left = _TOLD
    for section in digest_of(digest).sections:
        yield f"*{escaped(section.reason)}*"
        for team in section.teams:
            for told in team.told[: max(0, left)]:
                yield f"• {escaped(team.name)}: {escaped(told.headline)}"
            left -= len(team.told)
    if left < 0:
        yield f"… and {-left} more: `costgov alerts list`"


def _line(fact: Fact) -> str:
    return f"*{escaped(fact.label)}* {escaped(fact.text)}"


def _joined(lines: Sequence[str]) -> str:
    """The lines that fit, whole, and a word where some did not."""
    kept: list[str] = []
    room = _DESCRIPTION
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            kept.append("…")
            break
        kept.append(line)
    return "\n".join(kept)
