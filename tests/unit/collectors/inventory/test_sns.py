"""SNS: topics and the number of their subscribers, from two listings."""

from costgov.collectors.inventory.sns import SOURCE

from tests.fakes.listings import Answers, listed

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
