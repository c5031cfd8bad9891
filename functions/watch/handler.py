"""watch: CloudWatch alarms that change open and resolve alerts."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.gateways.alert_ports import Wake
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.gateways.aws_wake import QueueWake
from costgov.gateways.ports import DocumentStore
from costgov.observability import function_logger
from costgov.pipeline.alerting.cloudwatch import AlarmStateChange, change_of
from costgov.pipeline.alerting.watch import watch
from costgov.settings import WatchSettings

from functions.metered import metered

logger = function_logger("watch")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


@cache
def build() -> tuple[DocumentStore, Wake]:
    """The table of this container, and who takes news away."""
    settings = WatchSettings.from_env()
    control = DynamoDocumentStore(client("dynamodb"), settings.control_table)
    return control, QueueWake(client("sqs"), settings.deliver_queue_url)


def watch_message(record: SQSRecord) -> None:
    """Take in the event of one message; an error leaves the message in the queue."""
    try:
        change = change_of(AlarmStateChange.model_validate_json(record.body))
        done = watch(change, *build(), utc_now())
    except Exception:
        logger.exception("message not done", message_id=record.message_id)
        raise
    logger.info("message done", alarm=change.key, state=change.state, done=done)


@logger.inject_lambda_context
@metered("watch", transitions=0)
def handler(event: dict[str, Any], context: LambdaContext) -> object:
    """Tell SQS which messages of the batch to keep; the others are done."""
    return process_partial_response(event, watch_message, processor, context)
