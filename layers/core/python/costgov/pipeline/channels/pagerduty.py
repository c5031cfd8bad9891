"""PagerDuty by its Events API v2: an incident per alert.

https://developer.pagerduty.com/docs/events-api-v2-overview
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, override

from costgov.clock import Clock, instant_text
from costgov.domain.alerting.alert import Happening, News
from costgov.domain.alerting.channels import PagerDutyChannel
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Severity
from costgov.errors import ChannelRefused, MessageRefused
from costgov.gateways.alert_ports import Secrets, Web, WebAnswer
from costgov.pipeline.alerting.plain import plain, shortened
from costgov.pipeline.alerting.wording import background, figures, headline, place, to_do
from costgov.pipeline.channels.contract import Receipt, Sender
from costgov.pipeline.channels.web_answers import answered_json, refuse_for_now, with_secret

ENDPOINT: Final = "https://events.pagerduty.com"
_SUMMARY: Final = 1_024
_DETAIL: Final = 4_000
_SEVERITIES: Final[Mapping[Severity, str]] = {
    Severity.LOW: "info",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "critical",
}
_ACTIONS: Final[Mapping[Happening, str]] = {
    Happening.ACKNOWLEDGED: "acknowledge",
    Happening.SNOOZED: "acknowledge",
    Happening.PLANNED: "acknowledge",
    Happening.RESOLVED: "resolve",
}
_TRIGGER: Final = "trigger"


class PagerDutySender(Sender):
    """Triggers, acknowledges and resolves; PagerDuty tells repeats by the alert's id.

    It takes 120 events a minute; one that it answers with 429 it has not taken.
    """

    tells_repeats = True

    def __init__(
        self,
        channel: PagerDutyChannel,
        web: Web,
        secrets: Secrets,
        clock: Clock,
        endpoint: str = "",
    ) -> None:
        self._channel = channel
        self._web = web
        self._secrets = secrets
        self._clock = clock
        self._url = f"{endpoint or ENDPOINT}/v2/enqueue"

    @override
    def send(self, news: News, thread: str, *, repeated: bool) -> Receipt:
        """Enqueue one event; raises as of Sender."""
        event = event_of(news)

        def tried(key: str) -> Receipt:
            body = json.dumps({"routing_key": key, **event}).encode()
            answer = self._web.post(self._url, body, {"Content-Type": "application/json"})
            refuse_for_now(answer, "PagerDuty", self._clock())
            _check(answer)
            return Receipt(str(event["dedup_key"]))

        return with_secret(self._secrets, self._channel.routing_key_secret, tried)

    @override
    def send_digest(self, digest: Sequence[OutboxItem], key: str, *, repeated: bool) -> Receipt:
        """Enqueue each piece of news in turn; sent again, PagerDuty knows those it has had."""
        for item in digest:
            self.send(item.news, "", repeated=repeated)
        return Receipt(key)


def event_of(news: News) -> dict[str, Any]:
    """News as an event, without the key of the service."""
    action = _ACTIONS.get(news.what, _TRIGGER)
    event: dict[str, Any] = {"event_action": action, "dedup_key": news.alert.id}
    if action != _TRIGGER:
        return event
    signal = news.alert.signal
    subject = signal.subject
    return event | {
        "client": "Cost Governor",
        "payload": {
            "summary": shortened(plain(headline(news)), _SUMMARY),
            "source": plain(place(subject)) or "cost-governor",
            "severity": _SEVERITIES[signal.severity],
            "timestamp": instant_text(news.at),
            "component": plain(subject.service or subject.value or subject.dimension),
            "group": news.alert.owner or "",
            "class": signal.kind.value,
            "custom_details": dict(_details(news)),
        },
        "links": list(_links(news)),
    }


def _details(news: News) -> Iterator[tuple[str, str]]:
    for fact in (*figures(news), *background(news), *to_do(news)):
        yield fact.label, shortened(plain(fact.text), _DETAIL)
    for driver in news.alert.signal.drivers[:5]:
        yield f"Driver {plain(driver.name)}", str(driver.amount)
    yield "News", news.id


def _links(news: News) -> Iterator[dict[str, str]]:
    for link in news.alert.signal.links:
        if link.address.startswith("https://"):
            yield {"href": link.address, "text": plain(link.label)}


def _check(answer: WebAnswer) -> None:
    if answer.status == HTTPStatus.ACCEPTED:
        return
    said = answered_json(answer)
    errors = "; ".join(map(str, said.get("errors") or ())) or str(said.get("message", ""))
    why = f"PagerDuty answers {answer.status}: {plain(errors)}"
    if answer.status == HTTPStatus.BAD_REQUEST and "routing_key" not in errors:
        raise MessageRefused(why)
    raise ChannelRefused(f"{why}; is it the key of an Events API v2 integration?")
