"""optimise: checks over every account, priced, as one backlog with a roadmap."""

from datetime import timedelta
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.runs import StepEvent
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline.optimise import OptimisePorts, optimise
from costgov.pipeline.optimise_money import StoredMoney
from costgov.settings import OptimiseSettings

from functions.metered import metered

logger = function_logger("optimise")


@cache
def build() -> tuple[OptimiseSettings, DynamoCostStore, DynamoDocumentStore, DynamoDocumentStore]:
    """The settings of this container, and its stores of costs, results and control."""
    settings = OptimiseSettings.from_env()
    dynamo = client("dynamodb")
    return (
        settings,
        DynamoCostStore(dynamo, settings.costs_table, settings.cost_source),
        DynamoDocumentStore(dynamo, settings.results_table),
        DynamoDocumentStore(dynamo, settings.control_table),
    )


@logger.inject_lambda_context
@metered("optimise")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and got."""
    settings, costs, results, control = build()
    ports = OptimisePorts(
        costs=costs,
        results=results,
        control=control,
        # Made anew each time: a container may live longer than the prices it has read.
        money=StoredMoney(costs, results),
        clock=utc_now,
        payer=settings.home_account,
    )
    remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
    record = optimise(StepEvent.model_validate(event), ports, remaining)
    logger.info("optimised", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
