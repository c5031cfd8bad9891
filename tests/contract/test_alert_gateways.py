"""What alerts leave by on AWS: topics, the event bus, secrets, the queue that wakes."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.stub import Stubber
from costgov.errors import ChannelError, ChannelRefused, ChannelUnavailable, MessageRefused
from costgov.gateways.alert_ports import Subscribers
from costgov.gateways.aws_event_bus import EventBridgeBus
from costgov.gateways.aws_secrets import SsmSecrets
from costgov.gateways.aws_session import client
from costgov.gateways.aws_topics import SnsTopics
from costgov.gateways.aws_wake import QueueWake
from costgov.pipeline.alerting.channel_pass import ChannelPass
from costgov.pipeline.channels.sns import SnsSender
from moto import mock_aws

from tests.unit.deliver.world import PATIENCE, World, news

TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def subscribed(topic: str) -> str:
    """A queue that reads the topic; its address."""
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="reader")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    return queue


def read(queue: str) -> list[dict[str, Any]]:
    messages = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in messages.get("Messages", [])]


@pytest.mark.fault_case(33, 34)
@pytest.mark.usefixtures("aws")
def test_a_topic_is_published_to_in_its_own_region() -> None:
    regions: list[str] = []

    def client_of(region: str) -> Any:
        regions.append(region)
        return boto3.client("sns", region_name=region)

    topic = boto3.client("sns").create_topic(Name="alerts")["TopicArn"]
    queue = subscribed(topic)
    topics = SnsTopics(client_of)

    reference = topics.publish(topic, "Subject", "Body\n", {"kind": "budget"})
    topics.publish(topic, "", "without a subject", {})

    first, second = read(queue)
    assert (first["MessageId"], first["Subject"], first["Message"]) == (
        reference,
        "Subject",
        "Body\n",
    )
    assert first["MessageAttributes"] == {"kind": {"Type": "String", "Value": "budget"}}
    assert "Subject" not in second
    assert set(regions) == {"us-east-1"}


@pytest.mark.fault_case(33, 34)
def test_who_reads_a_topic_is_counted() -> None:
    made = boto3.client("sns")
    stub = Stubber(made)
    counts = {"SubscriptionsConfirmed": "2", "SubscriptionsPending": "1"}
    stub.add_response("get_topic_attributes", {"Attributes": counts}, {"TopicArn": TOPIC})
    stub.activate()

    assert SnsTopics(lambda _region: made).subscribers(TOPIC) == Subscribers(confirmed=2, pending=1)


@pytest.mark.fault_case(33, 34)
@pytest.mark.usefixtures("aws")
def test_a_topic_that_is_not_there_is_refused() -> None:
    topics = SnsTopics(lambda region: boto3.client("sns", region_name=region))
    gone = "arn:aws:sns:us-east-1:123456789012:costgov-gone"

    with pytest.raises(ChannelRefused, match="costgov-gone"):
        topics.publish(gone, "Subject", "Body", {})
    with pytest.raises(ChannelRefused, match="costgov-gone"):
        topics.subscribers(gone)


def stubbed(service: str, method: str, code: str, status: int) -> Any:
    made = boto3.client(service)  # type: ignore[call-overload] # any service
    stub = Stubber(made)
    stub.add_client_error(method, code, f"{code} it says", http_status_code=status)
    stub.activate()
    return made


ERRORS: list[tuple[str, int, type[ChannelError], bool]] = [
    ("Throttled", 400, ChannelUnavailable, False),
    ("ThrottlingException", 400, ChannelUnavailable, False),
    ("KMSThrottling", 400, ChannelUnavailable, False),
    ("TooManyRequestsException", 429, ChannelUnavailable, False),
    ("ExpiredToken", 403, ChannelUnavailable, False),
    ("InternalError", 500, ChannelUnavailable, True),
    ("ServiceUnavailable", 503, ChannelUnavailable, True),
    ("AuthorizationError", 403, ChannelRefused, False),
    ("NotFound", 404, ChannelRefused, False),
    ("EndpointDisabled", 400, ChannelRefused, False),
]


def failing(kind: str, code: str, status: int) -> Callable[[], object]:
    """A call of a gateway that AWS answers so."""
    if kind == "sns":
        made = stubbed("sns", "publish", code, status)
        topics = SnsTopics(lambda _region: made)
        return lambda: topics.publish("arn:aws:sns:us-east-1:1:x", "Subject", "Body", {})
    if kind == "events":
        bus = EventBridgeBus(stubbed("events", "put_events", code, status), "costgov")
        return lambda: bus.put("Alert Opened", "{}", (), NOON)
    secrets = SsmSecrets(stubbed("ssm", "get_parameter", code, status))
    return lambda: secrets.value("/costgov/x")


@pytest.mark.fault_case(34)
@pytest.mark.fault_case(33, 34)
@pytest.mark.parametrize("service", ["sns", "events", "ssm"])
@pytest.mark.parametrize(("code", "status", "kind", "in_doubt"), ERRORS)
def test_what_aws_answers_says_what_to_do(
    service: str, code: str, status: int, kind: type[ChannelError], in_doubt: bool
) -> None:
    with pytest.raises(kind, match=code) as raised:
        failing(service, code, status)()

    assert isinstance(raised.value, ChannelUnavailable) == (kind is ChannelUnavailable)
    if isinstance(raised.value, ChannelUnavailable):
        assert raised.value.in_doubt is in_doubt


@pytest.mark.fault_case(34)
@pytest.mark.fault_case(33, 34)
def test_what_is_wrong_with_a_message_is_not_wrong_with_its_topic() -> None:
    with pytest.raises(MessageRefused):
        failing("sns", "InvalidParameter", 400)()


@pytest.mark.fault_case(33, 34)
@pytest.mark.fault_case(34)
def test_what_sns_throttles_is_published_again_from_the_outbox() -> None:
    made = boto3.client("sns")
    stub = Stubber(made)
    readers = {"Attributes": {"SubscriptionsConfirmed": "1", "SubscriptionsPending": "0"}}
    stub.add_response("get_topic_attributes", readers)
    stub.add_client_error("publish", "Throttled", "Rate exceeded", http_status_code=400)
    stub.add_response("get_topic_attributes", readers)
    stub.add_response("publish", {"MessageId": "m-1"})
    stub.activate()
    world = World()
    world.put("email", news())

    topics = SnsTopics(lambda _region: made)
    ports = world.ports()._replace(sender=lambda _name, _policy: SnsSender(TOPIC, topics))
    tally = ChannelPass("email", ports, world.policy, world.now + PATIENCE).run()
    assert "Rate exceeded" in tally.failure
    world.later(minutes=5)
    ChannelPass("email", ports, world.policy, world.now + PATIENCE).run()

    proof = world.proof("email", news())
    assert (proof.reference, proof.attempts, proof.repeated) == ("m-1", 2, False)
    stub.assert_no_pending_responses()


def test_what_is_wrong_with_a_topics_name_is() -> None:
    made = boto3.client("sns")
    stub = Stubber(made)
    stub.add_client_error("publish", "InvalidParameter", "Invalid parameter: TopicArn", 400)
    stub.activate()

    with pytest.raises(ChannelRefused):
        SnsTopics(lambda _region: made).publish("arn:aws:sns:us-east-1:1:x", "S", "B", {})


@pytest.mark.fault_case(33, 34)
@pytest.mark.parametrize(
    ("error", "in_doubt"),
    [(ConnectTimeoutError(endpoint_url="x"), False), (ReadTimeoutError(endpoint_url="x"), True)],
)
def test_an_answer_that_does_not_come_leaves_in_doubt_only_what_was_asked(
    error: Exception, in_doubt: bool
) -> None:
    made = boto3.client("sns")
    made.meta.events.register("before-send.sns.Publish", lambda **_: (_ for _ in ()).throw(error))
    topics = SnsTopics(lambda _region: made)

    with pytest.raises(ChannelUnavailable) as raised:
        topics.publish("arn:aws:sns:us-east-1:1:x", "Subject", "Body", {})
    assert raised.value.in_doubt is in_doubt


@pytest.mark.fault_case(33, 34)
def test_an_event_is_put_on_the_bus_with_its_source() -> None:
    made = boto3.client("events")
    stub = Stubber(made)
    entry = {
        "EventBusName": "costgov",
        "Source": "costgov",
        "DetailType": "Alert Opened",
        "Detail": '{"version": "1"}',
        "Resources": ["arn:aws:ec2:us-east-1:1:instance/i-1"],
        "Time": NOON,
    }
    answer = {"FailedEntryCount": 0, "Entries": [{"EventId": "e-1"}]}
    stub.add_response("put_events", answer, {"Entries": [entry]})
    stub.activate()

    reference = EventBridgeBus(made, "costgov").put(
        "Alert Opened", '{"version": "1"}', ("arn:aws:ec2:us-east-1:1:instance/i-1",), NOON
    )

    assert reference == "e-1"


@pytest.mark.fault_case(33, 34)
@pytest.mark.parametrize(
    ("code", "kind"),
    [("ThrottlingException", ChannelUnavailable), ("MalformedDetail", MessageRefused)],
)
def test_an_event_that_the_bus_does_not_take_is_no_success(
    code: str, kind: type[ChannelError]
) -> None:
    made = boto3.client("events")
    stub = Stubber(made)
    answer = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": code, "ErrorMessage": "no"}]}
    stub.add_response("put_events", answer)
    stub.activate()

    with pytest.raises(kind, match=code):
        EventBridgeBus(made, "costgov").put("Alert Opened", "{}", (), NOON)


@pytest.mark.fault_case(33, 34)
@pytest.mark.usefixtures("aws")
def test_a_secret_is_kept_for_five_minutes_and_read_again_when_asked() -> None:
    ssm = boto3.client("ssm")
    ssm.put_parameter(Name="/costgov/key", Value="old", Type="SecureString")
    now = NOON

    secrets = SsmSecrets(client("ssm", once=True), lambda: now)
    assert secrets.value("/costgov/key") == "old"
    ssm.put_parameter(Name="/costgov/key", Value="new", Type="SecureString", Overwrite=True)
    now += timedelta(minutes=4)
    assert secrets.value("/costgov/key") == "old"
    assert secrets.value("/costgov/key", fresh=True) == "new"
    ssm.put_parameter(Name="/costgov/key", Value="newest", Type="SecureString", Overwrite=True)
    now += timedelta(minutes=5)
    assert secrets.value("/costgov/key") == "newest"


@pytest.mark.fault_case(33, 34)
@pytest.mark.usefixtures("aws")
def test_a_secret_that_is_not_there_is_named_and_nothing_of_another_is_said() -> None:
    with pytest.raises(ChannelRefused, match=r"read the parameter /costgov/gone"):
        SsmSecrets(client("ssm", once=True)).value("/costgov/gone")


@pytest.mark.fault_case(33, 34)
def test_clients_of_channels_ask_once_and_soon_give_up() -> None:
    config = client("sns", "eu-west-1", once=True).meta.config

    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout) == (3, 5)
    assert client("sns", "eu-west-1").meta.config.retries["total_max_attempts"] > 1


@pytest.mark.fault_case(33, 34)
@pytest.mark.usefixtures("aws")
def test_waking_sends_a_message_and_not_being_able_to_is_only_a_delay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="deliver")["QueueUrl"]

    QueueWake(sqs, queue).wake()
    QueueWake(sqs, f"{queue}-gone").wake()

    assert read(queue) == [{"from": "news"}]
    assert "deliver was not woken" in caplog.text
    assert caplog.records[-1].levelno == logging.WARNING
