"""The event bus: everything that happens to alerts, for programs (docs/events)."""

from collections.abc import Sequence
from typing import Final, override

from costgov.domain.alerting.alert import Happening, News
from costgov.domain.alerting.delivery import OutboxItem
from costgov.gateways.alert_ports import EventBus
from costgov.pipeline.channels.contract import Receipt, Sender
from costgov.pipeline.channels.published import published_news

_ARN: Final = "arn:"


class EventsSender(Sender):
    """Puts an event for each piece of news; consumers tell repeats by `detail.id`."""

    tells_repeats = True

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus

    @override
    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        """Put one event; raises as of Sender."""
        value = news.alert.signal.subject.value or ""
        resources = (value,) if value.startswith(_ARN) else ()
        detail = published_news(news).model_dump_json()
        return Receipt(self._bus.put(detail_type_of(news.what), detail, resources, news.at))

    @override
    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Put each piece of news in turn: programs need no digest."""
        for item in digest:
            self.send(item.news, "", repeated=repeated)
        return Receipt(key)


def detail_type_of(what: Happening) -> str:
    """What happened, as rules match it.

    >>> detail_type_of(Happening.OPENED)
    'Alert Opened'
    """
    return f"Alert {what.value.capitalize()}"
