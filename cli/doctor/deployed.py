"""What a deployment needs to do its work every day."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.runs import COLLECT_RESOURCES, DISCOVER_ACCOUNTS, Run, RunStatus
from costgov.errors import NotFound
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records
from costgov.pipeline.alerting import records as alerting

from cli import config_sync
from cli.deployment import Deployment
from cli.doctor.examination import Finding, Named, Patient, advised, missing, ok, unknown

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

LATE: Final = timedelta(hours=26)
_SHOWN: Final = 5


def emails(patient: Patient) -> Iterator[Finding]:
    """Whether anybody gets what the alerts topic says."""
    sns: SNSClient = patient.client("sns")
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(
        TopicArn=_deployed(patient).outputs.AlertsTopicArn
    )
    found = [one for page in pages for one in page["Subscriptions"]]
    pending = [one["Endpoint"] for one in found if one["SubscriptionArn"] == "PendingConfirmation"]
    for endpoint in pending:
        yield missing(
            f"{endpoint} has not confirmed its subscription",
            "open the mail 'AWS Notification - Subscription Confirmation' and follow its link; "
            "if it is lost, subscribe the address once more in the SNS console",
        )
    if not found:
        yield missing(
            "nobody is subscribed to the alerts topic",
            "list addresses in deployment.notifications.emails and deploy",
        )
    elif len(pending) < len(found):
        yield ok(f"{len(found) - len(pending)} subscribers of the alerts topic")


def schedule(patient: Patient) -> Iterable[Finding]:
    """Whether the daily run is started."""
    scheduler: EventBridgeSchedulerClient = patient.client("scheduler")
    name = _deployed(patient).outputs.ScheduleName
    state = scheduler.get_schedule(Name=name)["State"]
    if state == "ENABLED":
        yield ok("the daily schedule is enabled")
    else:
        yield missing(f"the schedule {name} is {state}", "enable it in the EventBridge console")


def last_run(patient: Patient) -> Iterator[Finding]:
    """When the pipeline last ran, and what it could not do."""
    run = records.runs(_control(patient)).newest()
    if run is None:
        yield missing("the pipeline has never run", "costgov run")
        return
    if patient.now - run.started_at > LATE:
        yield missing(f"the last run began {run.started_at:%Y-%m-%d %H:%M} UTC", "costgov run")
    if run.status is RunStatus.OK:
        yield ok(f"run {run.run_id} is OK")
    elif run.status is not RunStatus.RUNNING:
        gaps = "; ".join(f"{gap.step} {gap.target}: {gap.reason}" for gap in run.gaps[:_SHOWN])
        more = f" and {len(run.gaps) - _SHOWN} more" if len(run.gaps) > _SHOWN else ""
        yield advised(f"run {run.run_id} is {run.status}: {gaps}{more}", "costgov status")


def member_roles(patient: Patient) -> Iterator[Finding]:
    """Accounts that could not be looked at in the last run."""
    run = records.runs(_control(patient)).newest()
    if run is None:
        yield unknown("no run has tried the member roles yet", "costgov run")
        return
    refused = _refused(run)
    if not refused:
        yield ok("every account could be looked at")
    for account, reason in sorted(refused.items()):
        yield missing(
            f"account {account}: {reason}",
            "docs/operations.md, Member accounts, says what each reason asks for",
        )


def _refused(run: Run) -> dict[str, str]:
    of_accounts = (gap for gap in run.gaps if gap.step in {COLLECT_RESOURCES, DISCOVER_ACCOUNTS})
    found = ((gap.target.partition("/")[0], gap.reason) for gap in of_accounts)
    return {account: reason for account, reason in found if account.isdigit()}


def secrets(patient: Patient) -> Iterator[Finding]:
    """Whether the secrets that channels name are there, as SecureStrings."""
    try:
        policy = alerting.alert_policies(_control(patient)).get(alerting.ONLY)
    except NotFound:
        policy = AlertPolicy()
    names = sorted(set(_secret_names(policy)))
    if not names:
        yield ok("no channel needs a secret")
    ssm: SSMClient = patient.client("ssm")
    for name in names:
        try:
            kind = ssm.get_parameter(Name=name)["Parameter"].get("Type")
        except ClientError as error:
            if "ParameterNotFound" not in str(error):
                raise
            yield missing(f"there is no secret {name}", f"costgov secret set {name}")
            continue
        if kind == "SecureString":
            yield ok(f"secret {name} is set")
        else:
            yield missing(f"{name} is a readable {kind}", f"costgov secret set {name}")


def _secret_names(policy: AlertPolicy) -> Iterator[str]:
    for part in (policy, *policy.channels):
        for field, value in part:
            if "secret" in field and isinstance(value, str):
                yield value


def channels(patient: Patient) -> Iterator[Finding]:
    """Channels that do not take what they are sent."""
    failing = [
        one for one in alerting.channel_healths(_control(patient)).all() if one.failing_since
    ]
    if not failing:
        yield ok("no channel is failing")
    for one in failing:
        yield missing(
            f"channel {one.channel} has failed since {one.failing_since:%Y-%m-%d %H:%M} UTC: "
            f"{one.last_error}",
            "docs/channels.md says what each error means",
        )


def dead_letters(patient: Patient) -> Iterator[Finding]:
    """What was set aside because nothing could be done with it."""
    sqs: SQSClient = patient.client("sqs")
    outputs = _deployed(patient).outputs
    waiting = {
        "billing files": (outputs.ImportDeadLettersUrl, "costgov replay dead-letters"),
        "alert deliveries": (outputs.DeliverDeadLettersUrl, "look at the deliver function's log"),
    }
    for what, (url, fix) in waiting.items():
        attributes = sqs.get_queue_attributes(
            QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
        )["Attributes"]
        count = int(attributes["ApproximateNumberOfMessages"])
        yield missing(f"{count} dead letters: {what}", fix) if count else ok(f"no {what} set aside")


def configuration(patient: Patient) -> Iterable[Finding]:
    """Whether the file's run-time half is what is deployed."""
    changes = config_sync.difference(_control(patient), patient.configuration)
    count = len(changes.lines())
    if changes:
        yield advised(
            f"governance in the file differs from what is deployed in {count} places",
            "costgov config diff, then push or pull",
        )
    else:
        yield ok("governance is deployed as in the file")


def _deployed(patient: Patient) -> Deployment:
    if patient.deployment is None:
        raise NotFound("nothing is deployed")
    return patient.deployment


def _control(patient: Patient) -> DynamoDocumentStore:
    table = _deployed(patient).outputs.ControlTable
    return DynamoDocumentStore(patient.client("dynamodb"), table)


DEPLOYED: Final = (
    Named("e-mail", emails),
    Named("schedule", schedule),
    Named("last run", last_run),
    Named("member roles", member_roles),
    Named("secrets", secrets),
    Named("channels", channels),
    Named("dead letters", dead_letters),
    Named("configuration", configuration),
)
