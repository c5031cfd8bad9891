"""sns_topic_unsubscribed: what is published there reaches nobody."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "sns_topic_unsubscribed"


def topic(subscriptions: int, published: str = "0") -> Resource:
    digests = [count("NumberOfMessagesPublished", published, days=30)]
    return resource("AWS::SNS::Topic", "t", digests=digests, Subscriptions=subscriptions)


def test_none_without_topics() -> None:
    assert verdicts(CHECK, [resource("AWS::SQS::Queue")]) == {}


def test_pass_with_a_subscriber() -> None:
    assert verdicts(CHECK, [topic(1, "720000")]) == {"t": PASSED}


def test_fail_with_what_is_published() -> None:
    finding = failed(verdicts(CHECK, [topic(0, "720000")])["t"])
    assert finding.now == (Line("sns.requests", Decimal(730_000)),)
    assert finding.then == ()


def test_fail_without_a_price_when_nobody_publishes() -> None:
    finding = failed(verdicts(CHECK, [topic(0)])["t"])
    assert finding.unpriced == "a topic that nobody publishes to is charged nothing"


def test_unknown_without_metrics() -> None:
    bare = resource("AWS::SNS::Topic", "t", Subscriptions=0)
    assert "has not been read" in unknown(verdicts(CHECK, [bare])["t"])
