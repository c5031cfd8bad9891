"""settle: past forecasts against what their days came to, once these have settled."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.runs import StepEvent
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline.settle import SettlePorts, settle
from costgov.settings import SettleSettings

from functions.metered import metered

logger = function_logger("settle")


@cache
def build() -> tuple[SettlePorts, SettleSettings]:
    """The stores and settings of this container."""
    settings = SettleSettings.from_env()
    dynamo = client("dynamodb")
    ports = SettlePorts(
        costs=DynamoCostStore(dynamo, settings.costs_table, settings.cost_source),
        results=DynamoDocumentStore(dynamo, settings.results_table),
        control=DynamoDocumentStore(dynamo, settings.control_table),
    )
    return ports, settings


@logger.inject_lambda_context
@metered("settle")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and got."""
    ports, settings = build()
    record = settle(StepEvent.model_validate(event), ports, settings, utc_now())
    logger.info("forecasts settled", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
