"""run: opens the day's run before the first step and closes it after the last."""

from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.own_cost import OwnCost
from costgov.domain.usage import SILENT_STATES, Used
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_meter import METER
from costgov.gateways.aws_session import client
from costgov.observability import (
    COST_EXPLORER_REQUESTS,
    OWN_COST_LIMIT_REACHED,
    OWN_COST_USD,
    function_logger,
    function_metrics,
)
from costgov.pipeline import run_control
from costgov.pipeline.own_cost import limit_reached, settle
from costgov.settings import RunSettings

from functions.metered import metered

logger = function_logger("run")
metrics = function_metrics("run")


@cache
def build() -> tuple[DynamoDocumentStore, DynamoCostStore, RunSettings]:
    """The stores of this container."""
    settings = RunSettings.from_env()
    dynamo = client("dynamodb")
    return (
        DynamoDocumentStore(dynamo, settings.control_table),
        DynamoCostStore(dynamo, settings.costs_table),
        settings,
    )


@logger.inject_lambda_context
@metered("run")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer {"action": "begin" | "failed-target" | "finish", …} of the state machine."""
    control, costs, settings = build()
    if event["action"] == "begin":
        METER.add(Used.STATE_TRANSITIONS, SILENT_STATES)
        begin = run_control.checked_begin(event)
        return run_control.begin(begin, control, costs, settings, utc_now()).model_dump(mode="json")
    if event["action"] == "failed-target":
        failed = run_control.FailedTarget.model_validate(event)
        record = run_control.note_failed_target(failed, control, utc_now())
        return record.model_dump(mode="json")
    return _finish(event, control, settings)


def _finish(
    event: dict[str, Any], control: DynamoDocumentStore, settings: RunSettings
) -> dict[str, Any]:
    now = utc_now()
    run = run_control.finish(event["run_id"], event.get("errors") or {}, control, now)
    logger.info("run finished", run_id=run.run_id, status=run.status, gaps=len(run.gaps))
    cost = settle(control, now)
    _publish(cost, over=limit_reached(cost, run, settings.own_cost_alarm_usd))
    return {"run_id": run.run_id, "status": run.status.value, "gaps": len(run.gaps)}


def _publish(cost: OwnCost, *, over: bool) -> None:
    """The day's own cost as metrics; an alarm watches the last one."""
    requests = (line for line in cost.lines if line.item is Used.COST_EXPLORER_REQUESTS)
    asked = sum(int(line.quantity) for line in requests)
    metrics.add_metric(COST_EXPLORER_REQUESTS, MetricUnit.Count, asked)
    metrics.add_metric(OWN_COST_USD, MetricUnit.NoUnit, float(cost.usd))
    metrics.add_metric(OWN_COST_LIMIT_REACHED, MetricUnit.Count, int(over))
    metrics.flush_metrics()
