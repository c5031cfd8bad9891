"""The deliver function: a message that says nothing in, what waits in the outbox out."""

import json
from collections.abc import Iterator

import boto3
import pytest
from costgov.clock import utc_now
from costgov.domain.alerting.delivery import DeliveryState
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline.alerting.holding import Hold
from costgov.pipeline.alerting.outbox import put_item, waiting
from costgov.pipeline.alerting.records import channel_healths, deliveries
from costgov.settings import DeliverSettings
from moto import mock_aws
from moto.sns.models import sns_backends

from functions.deliver import handler as function
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed
from tests.unit.deliver.world import news

ACCOUNT = "123456789012"
WAKES = {"Records": [{"messageId": f"m{number}", "body": "{}"} for number in range(10)]}


@pytest.fixture
def queue() -> Iterator[str]:
    """The address of a queue that reads the alerts topic."""
    with mock_aws():
        sns, sqs = boto3.client("sns"), boto3.client("sqs")
        topic = sns.create_topic(Name="alerts")["TopicArn"]
        url = sqs.create_queue(QueueName="reader")["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arn = attributes["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        # moto counts no subscriptions.
        sns_backends[ACCOUNT]["us-east-1"].topics[topic].subscriptions_confimed = 1
        boto3.client("events").create_event_bus(Name="costgov")
        settings = DeliverSettings(
            stage="production",
            control_table="control",
            alerts_topic_arn=topic,
            event_bus="costgov",
        )
        with deployed(function, settings):
            yield url


def control() -> DynamoDocumentStore:
    return DynamoDocumentStore(boto3.client("dynamodb"), "control")


def queued(*channels: str) -> None:
    for channel in channels:
        assert put_item(control(), channel, news(), Hold(utc_now()), utc_now())


def test_what_waits_reaches_the_topics_readers_and_the_bus_once(queue: str) -> None:
    queued("email", "events")

    for _ in range(3):
        function.handler(WAKES, lambda_context("deliver"))

    received = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    [message] = received["Messages"]
    mail = json.loads(message["Body"])
    assert mail["Subject"] == "[high] Budget organisation is $120 over"
    proofs = deliveries(control()).all(news().alert.id)
    assert {proof.channel: proof.state for proof in proofs} == {
        "email": DeliveryState.SENT,
        "events": DeliveryState.SENT,
    }
    assert not waiting(control(), "email")
    assert channel_healths(control()).get("email").last_sent is not None


@pytest.mark.fault_case(33)
def test_a_topic_that_nobody_reads_is_noted_and_keeps_its_news(queue: str) -> None:
    [topic] = sns_backends[ACCOUNT]["us-east-1"].topics.values()
    topic.subscriptions_confimed = 0
    queued("email", "events")

    function.handler(WAKES, lambda_context("deliver"))

    health = channel_healths(control()).get("email")
    assert health.permanent
    assert health.last_error == "topic alerts tells nobody: nobody is subscribed"
    assert [item.news.id for item in waiting(control(), "email")] == [news().id]
    assert "Messages" not in boto3.client("sqs").receive_message(QueueUrl=queue)
    [proof] = deliveries(control()).all(news().alert.id)
    assert proof.channel == "events"


def test_nothing_is_begun_without_time_to_end_it(queue: str) -> None:
    queued("email")
    short = lambda_context("deliver")
    short.get_remaining_time_in_millis = lambda: 20_000  # type: ignore[method-assign]

    function.handler(WAKES, short)

    assert waiting(control(), "email")
    assert "Messages" not in boto3.client("sqs").receive_message(QueueUrl=queue)
