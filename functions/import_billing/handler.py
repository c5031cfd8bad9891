"""import_billing: every billing file that arrives in the exports bucket becomes cost facts."""

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
from costgov.gateways.aws_athena import AthenaQueries
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.gateways.aws_session import client
from costgov.gateways.ports import QueryEngine
from costgov.observability import function_logger
from costgov.pipeline.delivery_import import ImportPorts
from costgov.pipeline.import_billing import ObjectCreated, import_billing
from costgov.settings import ImportBillingSettings

from functions.metered import metered

logger = function_logger("import_billing")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


@cache
def build() -> tuple[ImportPorts, ImportBillingSettings]:
    """The stores of this container."""
    settings = ImportBillingSettings.from_env()
    s3, dynamo = client("s3"), client("dynamodb")
    ports = ImportPorts(
        objects=S3ObjectStore(s3, settings.exports_bucket),
        evidence=S3ObjectStore(s3, settings.evidence_bucket),
        costs=DynamoCostStore(dynamo, settings.costs_table),
        control=DynamoDocumentStore(dynamo, settings.control_table),
        queries=_queries(settings),
    )
    return ports, settings


def _queries(settings: ImportBillingSettings) -> QueryEngine | None:
    if not settings.athena_from_mb:
        return None
    return AthenaQueries(
        client("athena"),
        workgroup=settings.athena_workgroup,
        database=settings.athena_database,
        results=S3ObjectStore(client("s3"), settings.athena_results_bucket),
    )


def import_message(record: SQSRecord) -> None:
    """Import the object of one message; an error leaves the message in the queue."""
    try:
        created = ObjectCreated.model_validate_json(record.body)
        done = import_billing(created, *build(), utc_now())
    except Exception:
        logger.exception("message not done", message_id=record.message_id)
        raise
    key = created.detail.object.key
    logger.info("message done", object_key=key, status=done.status if done else "no bill")


@logger.inject_lambda_context
@metered("import_billing", transitions=0)
def handler(event: dict[str, Any], context: LambdaContext) -> object:
    """Tell SQS which messages of the batch to keep; the others are done."""
    return process_partial_response(event, import_message, processor, context)
