"""Senders over real HTTP, to receivers that check what the real ones check."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from costgov.clock import utc_now
from costgov.domain.alerting.channels import (
    AlertPolicy,
    AmazonQChannel,
    PagerDutyChannel,
    SlackChannel,
    SlackWebhookChannel,
    SnsChannel,
    WebhookChannel,
)
from costgov.errors import ChannelRefused, ChannelUnavailable, MessageRefused, NotFound
from costgov.gateways.web import HttpWeb
from costgov.pipeline.channels.amazon_q import AmazonQSender
from costgov.pipeline.channels.contract import Sender
from costgov.pipeline.channels.events import EventsSender
from costgov.pipeline.channels.registry import Kit, sender_of
from costgov.pipeline.channels.sns import SnsSender
from costgov.pipeline.channels.webhook import signature

from cli.local.receiver.faults import Fault
from cli.local.receiver.pagerduty import ROUTING_KEY
from cli.local.receiver.server import Receiver
from cli.local.receiver.slack import CHANNEL, TOKEN
from cli.local.receiver.webhook import SECRET
from tests.contract.http_server import Asked, answer, served
from tests.unit.channels.ports import TOPIC, FakeBus, FakeSecrets, FakeTopics
from tests.unit.messages import told

pytestmark = pytest.mark.loopback

STALE = "what-it-was-before"
SAYS_SO = re.compile(r"(first one arrived|first sending\s+arrived)\s+is\s+not\s+known")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


def kit(receiver: Receiver, **changed: Any) -> Kit:
    secrets = {
        "/costgov/pagerduty/key": ROUTING_KEY,
        "/costgov/webhook/secret": SECRET,
        "/costgov/slack/bot": TOKEN,
        "/costgov/slack/hook": receiver.slack_hook,
    }
    made = Kit(
        web=HttpWeb(loopback=True),
        topics=FakeTopics(),
        bus=FakeBus(),
        secrets=FakeSecrets(secrets),
        topic_arn=TOPIC,
        clock=utc_now,
        slack_endpoint=receiver.slack_api,
        pagerduty_endpoint=receiver.pagerduty_api,
    )
    return made._replace(**changed)


def policy(receiver: Receiver) -> AlertPolicy:
    return AlertPolicy(
        channels=(
            PagerDutyChannel(name="pager", routing_key_secret="/costgov/pagerduty/key"),
            WebhookChannel(
                name="webhook", url=receiver.webhook_address, secret="/costgov/webhook/secret"
            ),
            SlackChannel(name="slack", token_secret="/costgov/slack/bot", channel=CHANNEL),
            SlackWebhookChannel(name="hook", url_secret="/costgov/slack/hook"),
            SnsChannel(name="topic", topic_arn=f"{TOPIC}-other"),
            AmazonQChannel(name="q", topic_arn=f"{TOPIC}-q"),
        )
    )


def sender(name: str, receiver: Receiver, **changed: Any) -> Sender:
    return sender_of(name, policy(receiver), kit(receiver, **changed))


@pytest.mark.fault_case(33)
def test_every_channel_has_its_sender(receiver: Receiver) -> None:
    for name in ("pager", "webhook", "slack", "hook"):
        receipt = sender(name, receiver).send(told.opened(), "", repeated=False)
        assert receipt.reference
    assert {post.service for post in receiver.received()} == {
        "pagerduty",
        "webhook",
        "slack",
        "slack-webhook",
    }
    assert isinstance(sender("email", receiver), SnsSender)
    assert isinstance(sender("topic", receiver), SnsSender)
    assert isinstance(sender("q", receiver), AmazonQSender)
    assert isinstance(sender("events", receiver), EventsSender)
    with pytest.raises(NotFound, match="there is no channel 'gone'"):
        sender("gone", receiver)


@pytest.mark.fault_case(33)
def test_an_incident_is_triggered_acknowledged_and_resolved(receiver: Receiver) -> None:
    pager = sender("pager", receiver)

    standing = []
    for news in (told.opened(), told.updated(), told.decided(), told.resolved()):
        pager.send(news, "", repeated=False)
        [incident] = receiver.pagerduty.incidents()
        standing.append(incident.state)
    assert standing == ["triggered", "triggered", "acknowledged", "resolved"]
    assert incident.dedup_key == told.opened().alert.id

    first = incident.events[0]
    payload = first["payload"]
    assert payload["summary"].startswith("Amazon EC2 in prod-ml is $412.00 over expected")
    assert payload["source"] == "prod-ml (222233334444), us-east-1"
    assert (payload["severity"], payload["class"]) == ("error", "anomaly")
    assert payload["group"] == "platform"
    assert payload["custom_details"]["News"] == told.opened().id
    assert all(link["href"].startswith("https://") for link in first["links"])


@pytest.mark.fault_case(33)
def test_an_incident_that_is_told_again_is_one(receiver: Receiver) -> None:
    pager = sender("pager", receiver)
    receiver.fail("pagerduty", Fault(lost=True))
    with pytest.raises(ChannelUnavailable) as unknown:
        pager.send(told.opened(), "", repeated=False)
    assert unknown.value.in_doubt

    pager.send(told.opened(), "", repeated=True)

    assert len(receiver.pagerduty.incidents()) == 1


@pytest.mark.fault_case(33)
def test_what_was_held_for_a_pager_is_events_of_their_own(receiver: Receiver) -> None:
    sender("pager", receiver).send_digest(told.held(), "digest-1", repeated=False)

    alerts = {item.news.alert.id for item in told.held()}
    assert {one.dedup_key for one in receiver.pagerduty.incidents()} == alerts


@pytest.mark.fault_case(33)
def test_a_webhook_is_signed_and_told_once(receiver: Receiver) -> None:
    webhook = sender("webhook", receiver)
    receiver.fail("webhook", Fault(lost=True))
    with pytest.raises(ChannelUnavailable):
        webhook.send(told.opened(), "", repeated=False)

    receipt = webhook.send(told.opened(), "", repeated=True)
    webhook.send_digest(told.held(), "digest-1", repeated=False)

    assert receipt.reference == told.opened().id
    news, digest = (post.body for post in receiver.received("webhook"))
    assert (news["version"], news["type"], news["id"]) == ("1", "news", told.opened().id)
    assert (news["what"], news["alert"]["amount"]) == ("opened", "412.00")
    assert (digest["type"], digest["id"]) == ("digest", "digest-1")
    assert len(digest["items"]) == len(told.held())


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
@pytest.mark.parametrize("name", ["pager", "webhook"])
def test_a_secret_that_was_rotated_is_read_anew(name: str, receiver: Receiver) -> None:
    secret = {"pager": "/costgov/pagerduty/key", "webhook": "/costgov/webhook/secret"}[name]
    good = kit(receiver).secrets.value(secret)

    rotated = FakeSecrets({secret: STALE}, present={secret: good})
    sender(name, receiver, secrets=rotated).send(told.opened(), "", repeated=False)

    gone = FakeSecrets({secret: STALE})
    with pytest.raises(ChannelRefused) as refused:
        sender(name, receiver, secrets=gone).send(told.opened(), "", repeated=False)
    assert STALE not in str(refused.value)
    with pytest.raises(ChannelRefused, match="ParameterNotFound"):
        sender(name, receiver, secrets=FakeSecrets({})).send(told.opened(), "", repeated=False)


@pytest.mark.fault_case(33)
@pytest.mark.fault_case(33)
@pytest.mark.parametrize("name", ["pager", "webhook"])
@pytest.mark.parametrize(
    ("fault", "retry_after", "in_doubt"),
    [
        (Fault(status=429, retry_after=7), 7.0, False),
        (Fault(status=429), None, False),
        (Fault(status=408), None, False),
        (Fault(status=500), None, True),
        (Fault(status=503, retry_after=60), 60.0, True),
    ],
)
def test_who_is_busy_or_broken_is_asked_again(
    name: str, fault: Fault, retry_after: float | None, in_doubt: bool, receiver: Receiver
) -> None:
    receiver.fail({"pager": "pagerduty"}.get(name, name), fault)

    with pytest.raises(ChannelUnavailable) as busy:
        sender(name, receiver).send(told.opened(), "", repeated=False)

    assert (busy.value.retry_after, busy.value.in_doubt) == (retry_after, in_doubt)


@pytest.mark.fault_case(33)
@pytest.mark.parametrize("status", [301, 302, 401, 403, 404, 405, 410])
def test_a_webhook_that_is_not_there_any_more_is_the_channels_fault(status: int) -> None:
    with served(answer(status)) as server, pytest.raises(ChannelRefused, match=str(status)):
        posted_to(server.url)


@pytest.mark.fault_case(33)
@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_a_webhook_does_not_take_is_the_messages_fault(status: int) -> None:
    with served(answer(status)) as server, pytest.raises(MessageRefused, match=str(status)):
        posted_to(server.url)


@pytest.mark.fault_case(33)
def test_a_pager_that_does_not_take_a_message_says_why() -> None:
    said = json.dumps({"status": "invalid event", "errors": ["'payload.summary' is too long"]})
    channel = PagerDutyChannel(name="pager", routing_key_secret="/costgov/key")
    with served(answer(400, said.encode())) as server:
        made = served_kit(pagerduty_endpoint=server.url)
        pager = sender_of("pager", AlertPolicy(channels=(channel,)), made)
        with pytest.raises(MessageRefused, match="long"):
            pager.send(told.opened(), "", repeated=False)


@pytest.mark.fault_case(33)
def test_a_signature_covers_the_time_and_every_byte() -> None:
    with served(answer(204)) as server:
        posted_to(f"{server.url}/alerts?team=a")

    [asked] = server.asked
    stamp = int(asked.headers["costgov-signature"].partition(",")[0].removeprefix("t="))
    assert asked.headers["costgov-signature"] == signature(asked.body, "secret", stamp)
    assert abs(datetime.now(UTC).timestamp() - stamp) < 60
    assert asked.headers["costgov-signature"] != signature(asked.body + b" ", "secret", stamp)
    assert asked.headers["costgov-signature"] != signature(asked.body, "secret", stamp + 1)
    assert asked.headers["costgov-delivery"] == told.opened().id
    assert asked.headers["content-type"] == "application/json"
    assert isinstance(asked, Asked)


def served_kit(**changed: Any) -> Kit:
    made = Kit(
        web=HttpWeb(loopback=True),
        topics=FakeTopics(),
        bus=FakeBus(),
        secrets=FakeSecrets({"/costgov/key": "secret"}),
        topic_arn=TOPIC,
        clock=utc_now,
    )
    return made._replace(**changed)


def posted_to(url: str) -> None:
    channel = WebhookChannel(name="webhook", url=url, secret="/costgov/key")
    made = sender_of("webhook", AlertPolicy(channels=(channel,)), served_kit())
    made.send(told.opened(), "", repeated=False)


@pytest.mark.fault_case(33)
def test_an_event_says_what_happened_and_what_stands() -> None:
    bus = FakeBus()
    events = sender_of("events", AlertPolicy(), served_kit(bus=bus))

    for news in (told.opened(), told.updated(), told.decided(), told.resolved()):
        events.send(news, "", repeated=False)

    assert [detail_type for detail_type, *_ in bus.events] == [
        "Alert Opened",
        "Alert Updated",
        "Alert Acknowledged",
        "Alert Resolved",
    ]
    _, text, resources, at = bus.events[0]
    detail = json.loads(text)
    assert (detail["version"], detail["id"]) == ("1", told.opened().id)
    assert detail["alert"]["subject"]["account"] == "222233334444"
    assert (resources, at) == ((), told.opened().at)


@pytest.mark.fault_case(33)
@pytest.mark.parametrize("name", ["email", "topic", "q", "hook", "pager", "webhook", "events"])
def test_what_is_sent_again_is_told_by_the_receiver_or_says_so(
    name: str, receiver: Receiver
) -> None:
    made = kit(receiver)
    found = sender_of(name, policy(receiver), made)
    for repeated in (False, True):
        found.send(told.opened(), "", repeated=repeated)

    assert isinstance(made.topics, FakeTopics)
    assert isinstance(made.bus, FakeBus)
    texts = [text for _, _, text, _ in made.topics.sent]
    texts += [json.dumps(post.body) for post in receiver.received("slack-webhook")]
    if found.tells_repeats:
        ids = {json.loads(detail)["id"] for _, detail, _, _ in made.bus.events}
        ids |= {post.body["id"] for post in receiver.received("webhook")}
        ids |= {incident.dedup_key for incident in receiver.pagerduty.incidents()}
        assert len(ids) == 1
        assert not texts
    else:
        first, second = texts
        assert not SAYS_SO.search(first)
        assert SAYS_SO.search(second)
