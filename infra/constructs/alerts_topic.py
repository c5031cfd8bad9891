"""The topic all alerts leave by, with a dead-letter queue behind every subscription."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.constructs.queue import DeadLetterQueue


class AlertsTopic(sns.Topic):
    """TLS-only topic: e-mail of the deliver function, alarms from CloudWatch."""

    def __init__(
        self, scope: Construct, identity: str, emails: Sequence[str], undelivered: DeadLetterQueue
    ) -> None:
        super().__init__(scope, identity, display_name="Cost Governor alerts", enforce_ssl=True)
        for email in emails:
            self.add_subscription(
                subscriptions.EmailSubscription(email, dead_letter_queue=undelivered)
            )
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsOfThisAccount",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
            )
        )
