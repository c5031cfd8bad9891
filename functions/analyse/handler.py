"""analyse: summary, forecasts and anomalies of every currency's ledger, and what lies ahead."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.runs import StepEvent
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline.analyse import AnalysePorts, analyse
from costgov.pipeline.foresight import look_ahead
from costgov.settings import AnalyseSettings

from functions.metered import metered

logger = function_logger("analyse")


@cache
def build() -> tuple[AnalysePorts, AnalyseSettings]:
    """The stores and settings of this container."""
    settings = AnalyseSettings.from_env()
    dynamo = client("dynamodb")
    ports = AnalysePorts(
        costs=DynamoCostStore(dynamo, settings.costs_table, settings.cost_source),
        every_source=DynamoCostStore(dynamo, settings.costs_table),
        results=DynamoDocumentStore(dynamo, settings.results_table),
        control=DynamoDocumentStore(dynamo, settings.control_table),
    )
    return ports, settings


@logger.inject_lambda_context
@metered("analyse")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and got."""
    ports, settings = build()
    asked, now = StepEvent.model_validate(event), utc_now()
    analyse(asked, ports, settings, now)
    record = look_ahead(asked, ports, settings, now)
    logger.info("analysis done", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
