"""SNS e-mail and Amazon Q: what is published, to whom, and what is said where nobody reads it."""

import json

import pytest
from costgov.domain.alerting.signal import Fact
from costgov.errors import ChannelRefused
from costgov.gateways.alert_ports import Subscribers
from costgov.pipeline.channels.amazon_q import AmazonQSender, escaped, notification
from costgov.pipeline.channels.sns import SnsSender
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.channels.ports import TOPIC, FakeTopics
from tests.unit.messages import told


def test_an_e_mail_is_subject_and_plain_text_with_attributes_to_filter_by() -> None:
    topics = FakeTopics()

    receipt = SnsSender(TOPIC, topics).send(told.opened(), "", repeated=False)

    [(topic, subject, text, attributes)] = topics.sent
    assert (topic, receipt.reference, receipt.warning) == (TOPIC, "message-1", "")
    assert subject.startswith("[high] Amazon EC2 in prod-ml is $412.00 over expected")
    assert told.opened().id in text
    assert "may reach you twice" not in text
    assert attributes == {
        "alert": told.opened().alert.id,
        "news": told.opened().id,
        "kind": "anomaly",
        "severity": "high",
        "what": "opened",
    }


def test_what_is_sent_again_says_that_it_may_be_a_copy() -> None:
    topics = FakeTopics()
    sender = SnsSender(TOPIC, topics)

    sender.send(told.opened(), "", repeated=True)
    sender.send_digest(told.held(), "digest-1", repeated=True)

    for _topic, _subject, text, _attributes in topics.sent:
        assert "may reach you twice" in text.replace("\n", " ")


def test_a_digest_is_one_e_mail() -> None:
    topics = FakeTopics()

    SnsSender(TOPIC, topics).send_digest(told.held(), "digest-1", repeated=False)

    [(_, subject, text, attributes)] = topics.sent
    assert subject.startswith("Cost Governor digest of ")
    assert attributes == {"news": "digest-1", "what": "digest"}
    assert all(item.news.alert.id in text for item in told.held())


@pytest.mark.fault_case(34)
@given(st.text(min_size=1, max_size=300))
def test_whatever_a_name_holds_sns_takes_it(name: str) -> None:
    SnsSender(TOPIC, FakeTopics()).send(told.news(told.anomaly(title=name)), "", repeated=True)


@pytest.mark.fault_case(34)
def test_of_what_is_too_long_sns_gets_the_beginning_and_where_the_rest_is() -> None:
    facts = tuple(Fact(label=f"Fact {number}", text="über " * 40) for number in range(1_500))
    news = told.news(told.anomaly(facts=facts))
    topics = FakeTopics()

    SnsSender(TOPIC, topics).send(news, "", repeated=False)

    [(_, _, text, _)] = topics.sent
    assert text.rstrip().endswith(f"costgov alerts show {news.alert.id} has the rest]")


@pytest.mark.fault_case(33)
@pytest.mark.parametrize(
    ("readers", "why"),
    [
        (Subscribers(0, 0), "nobody is subscribed"),
        (Subscribers(0, 2), "2 of its subscribers"),
    ],
)
def test_a_topic_that_nobody_reads_is_no_success(readers: Subscribers, why: str) -> None:
    topics = FakeTopics(readers)

    for sender in (SnsSender(TOPIC, topics), AmazonQSender(TOPIC, topics)):
        with pytest.raises(ChannelRefused, match=f"topic costgov-alerts tells nobody: {why}"):
            sender.send(told.opened(), "", repeated=False)

    assert not topics.sent


@pytest.mark.fault_case(33)
def test_an_address_that_has_not_confirmed_is_a_warning_beside_one_that_has() -> None:
    topics = FakeTopics(Subscribers(2, 1))

    receipt = SnsSender(TOPIC, topics).send(told.opened(), "", repeated=False)

    assert len(topics.sent) == 1
    assert receipt.warning.startswith(
        "topic costgov-alerts: 1 of its subscribers has not confirmed"
    )


def test_who_reads_a_topic_is_asked_once_a_delivery() -> None:
    topics = FakeTopics()
    sender = SnsSender(TOPIC, topics)

    for _ in range(5):
        sender.send(told.opened(), "", repeated=False)

    assert topics.asked == 1


def test_a_custom_notification_is_what_amazon_q_takes() -> None:
    topics = FakeTopics()

    AmazonQSender(TOPIC, topics).send(told.opened(), "", repeated=False)

    [(_, subject, text, _)] = topics.sent
    message = json.loads(text)
    assert subject == ""
    assert (message["version"], message["source"]) == ("1.0", "custom")
    assert message["id"] == told.opened().id
    content, metadata = message["content"], message["metadata"]
    assert content["textType"] == "client-markdown"
    assert content["title"] == (
        "Amazon EC2 in prod-ml is $412.00 over expected since 18 Nov (+138 %)"
    )
    assert "*Impact*" in content["description"]
    assert content["keywords"] == ["anomaly", "high"]
    assert metadata["threadId"] == told.opened().alert.id
    assert metadata["eventType"] == "alert.opened"


def test_news_of_an_alert_is_one_thread() -> None:
    threads = {
        notification(one, repeated=False)["metadata"]["threadId"]
        for one in (told.opened(), told.updated(), told.decided(), told.resolved())
    }

    assert threads == {told.opened().alert.id}


def test_a_copy_says_so_in_chat() -> None:
    assert "may be a copy" in notification(told.opened(), repeated=True)["content"]["description"]
    assert "copy" not in notification(told.opened(), repeated=False)["content"]["description"]


def test_a_digest_in_chat_lists_what_was_held() -> None:
    topics = FakeTopics()

    AmazonQSender(TOPIC, topics).send_digest(told.held(), "digest-1", repeated=False)

    [(_, _, text, _)] = topics.sent
    message = json.loads(text)
    assert message["metadata"]["threadId"] == message["id"] == "digest-1"
    assert message["content"]["description"].count("•") >= 1


@given(st.text(max_size=400))
def test_no_name_mentions_anybody_or_becomes_a_link(name: str) -> None:
    shown = escaped(f"{name}<!channel> <https://example.com|x> [x](https://example.com)")

    assert "<" not in shown
    assert ">" not in shown
    assert "](" not in shown
    assert "\n" not in shown


@given(st.integers(0, 2_000))
def test_however_many_lines_there_are_the_description_is_bounded(lines: int) -> None:
    facts = tuple(Fact(label="Fact", text="x" * 50) for _ in range(lines))
    description = notification(told.news(told.anomaly(facts=facts)), repeated=True)["content"][
        "description"
    ]

    assert len(description) <= 8_002
