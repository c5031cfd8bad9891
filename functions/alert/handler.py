"""alert: budgets and stored results against the rules; what is new goes into the outbox."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.runs import StepEvent
from costgov.gateways.aws_budgets import AwsBudgets
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.gateways.aws_wake import QueueWake
from costgov.observability import function_logger, put_metrics
from costgov.pipeline.alert import AlertPorts, send_alerts
from costgov.pipeline.cost_figures import (
    OPEN_ALERTS,
    budget_standings,
    cost_figures,
    metrics_of,
    open_alert_count,
)
from costgov.settings import AlertSettings

from functions.metered import metered

logger = function_logger("alert")


@cache
def build() -> AlertPorts:
    """The stores of this container, and who takes news away."""
    settings = AlertSettings.from_env()
    dynamo = client("dynamodb")
    return AlertPorts(
        costs=DynamoCostStore(dynamo, settings.costs_table, settings.cost_source),
        results=DynamoDocumentStore(dynamo, settings.results_table),
        control=DynamoDocumentStore(dynamo, settings.control_table),
        wake=QueueWake(client("sqs"), settings.deliver_queue_url),
        mirror=_mirror(settings),
    )


def _mirror(settings: AlertSettings) -> AwsBudgets | None:
    if not settings.mirror_budgets:
        return None
    return AwsBudgets(client("budgets"), settings.home_account)


@logger.inject_lambda_context
@metered("alert")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and got."""
    record = send_alerts(StepEvent.model_validate(event), build(), utc_now())
    _measure(build())
    logger.info("alerts done", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")


def _measure(ports: AlertPorts) -> None:
    """Where costs, budgets and alerts stand now, as CloudWatch metrics."""
    standings = budget_standings(ports.control, ports.results)
    for figures in cost_figures(ports.costs, ports.results):
        put_metrics("alert", metrics_of(figures, standings), currency=figures.currency)
    put_metrics("alert", {OPEN_ALERTS: open_alert_count(ports.control)})
