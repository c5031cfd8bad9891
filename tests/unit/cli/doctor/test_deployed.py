"""What keeps a deployment from doing its work: each looked at where it shows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from costgov.configuration import Configuration
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.delivery import ChannelHealth
from costgov.domain.runs import Gap, Run, RunStatus
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records
from costgov.pipeline.alerting import records as alerting
from moto import mock_aws

from cli.doctor import deployed
from cli.doctor.examination import Finding, Patient, Verdict
from tests.unit.cli.deployments import deployment

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="control",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
        )
        yield


def patient(governance: dict[str, Any] | None = None, **outputs: str) -> Patient:
    configuration = Configuration.model_validate({"governance": governance or {}})
    return Patient(boto3.Session(), configuration, deployment(**outputs), NOW)


def control() -> DynamoDocumentStore:
    return DynamoDocumentStore(boto3.client("dynamodb"), "control")


def told(findings: Iterator[Finding] | Any) -> list[tuple[Verdict, str]]:
    return [(one.verdict, one.said) for one in findings]


def run(*, status: RunStatus, started: datetime, gaps: tuple[Gap, ...] = ()) -> Run:
    return Run.model_validate(
        {
            "run_id": f"{started:%Y-%m-%d}",
            "execution": "e",
            "as_of": started.date(),
            "trigger": "schedule",
            "status": status,
            "started_at": started,
            "cost_source": "cost_explorer",
            "window_start": started.date(),
            "window_end": started.date(),
            "expected_steps": (),
            "gaps": gaps,
        }
    )


def test_an_address_that_never_confirmed_is_named() -> None:
    topic = boto3.client("sns").create_topic(Name="alerts")["TopicArn"]
    who = patient(AlertsTopicArn=topic)
    ((verdict, said),) = told(deployed.emails(who))
    assert (verdict, said) == (Verdict.MISSING, "nobody is subscribed to the alerts topic")

    stub = Stubber(who.client("sns"))
    stub.activate()
    one = {"Protocol": "email", "Owner": "1" * 12, "TopicArn": topic}
    stub.add_response(
        "list_subscriptions_by_topic",
        {
            "Subscriptions": [
                one | {"SubscriptionArn": "PendingConfirmation", "Endpoint": "ann@example.com"},
                one | {"SubscriptionArn": f"{topic}:1", "Endpoint": "bob@example.com"},
            ]
        },
    )
    assert told(deployed.emails(who)) == [
        (Verdict.MISSING, "ann@example.com has not confirmed its subscription"),
        (Verdict.OK, "1 subscribers of the alerts topic"),
    ]


def test_a_pipeline_that_never_ran_or_not_lately_is_told() -> None:
    who = patient()
    assert told(deployed.last_run(who)) == [(Verdict.MISSING, "the pipeline has never run")]

    late = run(status=RunStatus.OK, started=NOW - timedelta(days=3))
    records.runs(control()).put(late, late.run_id)
    verdicts = told(deployed.last_run(who))
    assert verdicts[0] == (Verdict.MISSING, "the last run began 2026-11-17 09:00 UTC")
    assert verdicts[1][0] is Verdict.OK


def test_accounts_without_the_role_are_listed() -> None:
    gap = Gap(
        step="collect_resources",
        target="222233334444/eu-central-1",
        reason="no-member-role",
        detail="cannot be assumed",
        retry_after=date(2026, 11, 21),
    )
    partial = run(status=RunStatus.PARTIAL, started=NOW - timedelta(hours=2), gaps=(gap,))
    records.runs(control()).put(partial, partial.run_id)

    assert told(deployed.member_roles(patient())) == [
        (Verdict.MISSING, "account 222233334444: no-member-role")
    ]
    ((verdict, said),) = told(deployed.last_run(patient()))
    assert verdict is Verdict.ADVISED
    assert "222233334444/eu-central-1: no-member-role" in said


def test_secrets_that_channels_name_must_be_there_and_unreadable() -> None:
    policy = AlertPolicy.model_validate(
        {
            "channels": [
                {"kind": "slack", "name": "a", "token_secret": "/costgov/s", "channel": "C012AB"},
                {"kind": "pagerduty", "name": "b", "routing_key_secret": "/costgov/p"},
                {
                    "kind": "webhook",
                    "name": "c",
                    "url": "https://example.com/in",
                    "secret": "/costgov/w",
                },
            ]
        }
    )
    alerting.alert_policies(control()).put(policy, alerting.ONLY)
    ssm = boto3.client("ssm")
    ssm.put_parameter(Name="/costgov/s", Value="x", Type="SecureString")
    ssm.put_parameter(Name="/costgov/w", Value="x", Type="String")

    assert told(deployed.secrets(patient())) == [
        (Verdict.MISSING, "there is no secret /costgov/p"),
        (Verdict.OK, "secret /costgov/s is set"),
        (Verdict.MISSING, "/costgov/w is a readable String"),
    ]


def test_a_failing_channel_says_since_when_and_why() -> None:
    health = ChannelHealth(
        channel="finops", failing_since=NOW - timedelta(hours=6), last_error="no_service"
    )
    alerting.channel_healths(control()).put(health, "finops")

    ((verdict, said),) = told(deployed.channels(patient()))
    assert verdict is Verdict.MISSING
    assert said == "channel finops has failed since 2026-11-20 03:00 UTC: no_service"


def test_dead_letters_are_counted_by_kind() -> None:
    sqs = boto3.client("sqs")
    imports = sqs.create_queue(QueueName="i")["QueueUrl"]
    deliveries = sqs.create_queue(QueueName="d")["QueueUrl"]
    sqs.send_message(QueueUrl=imports, MessageBody="file")
    who = patient(ImportDeadLettersUrl=imports, DeliverDeadLettersUrl=deliveries)

    assert told(deployed.dead_letters(who)) == [
        (Verdict.MISSING, "1 dead letters: billing files"),
        (Verdict.OK, "no alert deliveries set aside"),
    ]


def test_a_file_that_was_not_pushed_is_told() -> None:
    assert told(deployed.configuration(patient()))[0][0] is Verdict.OK
    who = patient({"budgets": [{"id": "all", "amount": "100"}]})
    assert told(deployed.configuration(who))[0][0] is Verdict.ADVISED


def test_a_schedule_that_is_off_is_told() -> None:
    scheduler = boto3.client("scheduler")
    scheduler.create_schedule(
        Name="daily",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        State="DISABLED",
        Target={"Arn": "arn:aws:sqs:us-east-1:1:q", "RoleArn": "arn:aws:iam::1:role/r"},
    )
    ((verdict, said),) = told(deployed.schedule(patient()))
    assert (verdict, said) == (Verdict.MISSING, "the schedule daily is DISABLED")
