"""collect_costs: the payer account's bill from Cost Explorer to evidence and cost facts."""

import time
from datetime import timedelta
from functools import cache
from random import SystemRandom
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.collectors.cost_explorer import SOURCE
from costgov.domain.runs import StepEvent
from costgov.gateways.aws_cost_explorer import AwsCostExplorer
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline.collect_costs import CollectCosts
from costgov.pipeline.cost_queries import Groupings
from costgov.pipeline.request_budget import RequestBudget
from costgov.settings import CollectCostsSettings

from functions.metered import metered

logger = function_logger("collect_costs")


@cache
def build() -> CollectCosts:
    """The use case of this container."""
    settings = CollectCostsSettings.from_env()
    dynamo = client("dynamodb")
    control = DynamoDocumentStore(dynamo, settings.control_table)
    return CollectCosts(
        source=AwsCostExplorer(client("ce")),
        costs=DynamoCostStore(dynamo, settings.costs_table),
        control=control,
        evidence=S3ObjectStore(client("s3"), settings.evidence_bucket),
        groupings=Groupings.of(settings),
        aws_anomalies=settings.aws_anomalies,
        reread_months=settings.reread_months,
        budget=RequestBudget(control, SOURCE, settings.daily_request_cap, utc_now),
        clock=utc_now,
        sleep=time.sleep,
        random=SystemRandom(),
    )


@logger.inject_lambda_context
@metered("collect_costs")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and got."""
    remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
    record = build().run(StepEvent.model_validate(event), remaining)
    logger.info("costs collected", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
