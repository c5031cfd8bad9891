"""SNS topics and how many subscribe to them."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

TOPIC: Final = "AWS::SNS::Topic"
_TOPICS: Final = "sns:ListTopics"
_SUBSCRIPTIONS: Final = "sns:ListSubscriptions"
# Those of other accounts are told topic by topic only.
_OTHERS: Final = Setting(
    "Subscriptions",
    "sns:ListSubscriptionsByTopic",
    lambda it: len(it.get("Subscriptions", ())),
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "sns")
    subscribed = Counter(one["TopicArn"] for one in reader.each(_SUBSCRIPTIONS, "Subscriptions"))
    for topic in reader.each(_TOPICS, "Topics"):
        arn = topic["TopicArn"]
        own = subscribed[arn]
        yield place.resource(
            TOPIC,
            arn.rpartition(":")[2],
            arn,
            tags=tags.get(arn),
            attributes={"Subscriptions": own} if own else _OTHERS.read(reader, TopicArn=arn),
        )


def _dimensions(topic: Resource) -> dict[str, str]:
    return {"TopicName": topic.id}


SOURCE: Final = Source(
    name="sns",
    kinds=(TOPIC,),
    calls=(_TOPICS, _SUBSCRIPTIONS, _OTHERS.call, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(
            TOPIC,
            "AWS/SNS",
            "NumberOfMessagesPublished",
            "Count",
            _dimensions,
            reading="count",
            days=30,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        ),
    ),
)
