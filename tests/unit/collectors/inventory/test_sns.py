"""SNS: topics and the number of their subscribers, from two listings."""

from collections.abc import Mapping

from costgov.collectors.inventory.sns import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answer, Answers, listed

ARN = "arn:aws:sns:us-east-1:222233334444"


def test_topics_with_and_without_subscribers() -> None:
    answers: Answers = {
        "sns:ListTopics": [
            {"Topics": [{"TopicArn": f"{ARN}:orders"}]},
            {"Topics": [{"TopicArn": f"{ARN}:old"}]},
        ],
        "sns:ListSubscriptions": [
            {"Subscriptions": [{"TopicArn": f"{ARN}:orders"}]},
            {"Subscriptions": [{"TopicArn": f"{ARN}:orders"}]},
        ],
        "resourcegroupstaggingapi:GetResources": {
            "ResourceTagMappingList": [
                {"ResourceARN": f"{ARN}:old", "Tags": [{"Key": "Team", "Value": "ops"}]}
            ]
        },
    }
    orders, old = listed(SOURCE, answers)

    assert (orders.id, orders.attributes) == ("orders", {"Subscriptions": 2})
    assert (old.attributes, old.tags) == ({"Subscriptions": 0}, {"Team": "ops"})
    [published] = SOURCE.metrics
    assert published.dimensions(old) == {"TopicName": "old"}


def test_another_accounts_subscription_is_told_by_its_topic_only() -> None:
    def by_topic(parameters: Mapping[str, object]) -> Answer:
        if parameters["TopicArn"] == f"{ARN}:closed":
            raise SourceDenied("sns:ListSubscriptionsByTopic: AuthorizationError")
        return {"Subscriptions": [{"TopicArn": f"{ARN}:shared", "Owner": "999988887777"}]}

    names = ("orders", "shared", "closed")
    answers: Answers = {
        "sns:ListTopics": {"Topics": [{"TopicArn": f"{ARN}:{name}"} for name in names]},
        "sns:ListSubscriptions": {"Subscriptions": [{"TopicArn": f"{ARN}:orders"}]},
        "sns:ListSubscriptionsByTopic": by_topic,
    }
    orders, shared, closed = listed(SOURCE, answers)
    assert orders.attributes == shared.attributes == {"Subscriptions": 1}
    assert "AuthorizationError" in str(closed.attributes["SubscriptionsDenied"])
