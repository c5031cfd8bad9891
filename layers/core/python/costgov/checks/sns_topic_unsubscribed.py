"""What is published to a topic without subscribers reaches nobody."""

from typing import Final

from costgov.checks._monthly import in_a_month
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="sns_topic_unsubscribed",
    title="SNS topic has no subscribers",
    why="Publishing is charged whether or not anybody is subscribed.",
    kinds=("AWS::SNS::Topic",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=(
        "sns:ListTopics",
        "sns:ListSubscriptions",
        "sns:ListSubscriptionsByTopic",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html",
    metrics=("NumberOfMessagesPublished",),
    window_days=30,
)


def evaluate(topic: Resource, look: Look) -> Verdict:
    """SNS does not say when a topic was made: a new one is found as well."""
    if look.number(topic, "Subscriptions"):
        return PASSED
    published = in_a_month(look, topic, "NumberOfMessagesPublished")
    why = f"Nobody is subscribed; {published:,.0f} messages a month are published to it."
    if published:
        return Failed(why=why, now=(Line("sns.requests", published),))
    return Failed(why=why, unpriced="a topic that nobody publishes to is charged nothing")
