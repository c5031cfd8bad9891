"""run: opens the day's run before the first step and closes it after the last."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.own_cost import OwnCost
from costgov.domain.runs import Run
from costgov.domain.usage import SILENT_STATES, Used
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_meter import METER
from costgov.gateways.aws_organizations import AwsOrganization
from costgov.gateways.aws_session import client
from costgov.gateways.aws_wake import QueueWake
from costgov.observability import (
    COST_EXPLORER_REQUESTS,
    OWN_COST_LIMIT_REACHED,
    OWN_COST_USD,
    RUN_GAPS,
    function_logger,
    function_metrics,
)
from costgov.pipeline import run_closing, run_control
from costgov.pipeline.delivery_gaps import note_deliveries
from costgov.pipeline.notices import DayCost, tell
from costgov.pipeline.own_cost import limit_reached, settle
from costgov.settings import RunSettings

from functions.metered import metered

logger = function_logger("run")
metrics = function_metrics("run")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the function works with."""

    ports: run_control.BeginPorts
    wake: QueueWake
    settings: RunSettings


@cache
def build() -> Parts:
    """The stores and Organizations of this container, and who takes news away."""
    settings = RunSettings.from_env()
    dynamo = client("dynamodb")
    return Parts(
        run_control.BeginPorts(
            control=DynamoDocumentStore(dynamo, settings.control_table),
            costs=DynamoCostStore(dynamo, settings.costs_table),
            organization=AwsOrganization(client("organizations")),
        ),
        QueueWake(client("sqs"), settings.deliver_queue_url),
        settings,
    )


@logger.inject_lambda_context
@metered("run")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer {"action": "begin" | "failed-target" | "finish", …} of the state machine."""
    if event["action"] == "begin":
        return _begin(event, build())
    if event["action"] == "failed-target":
        failed = run_closing.FailedTarget.model_validate(event)
        record = run_closing.note_failed_target(failed, build().ports.control, utc_now())
        return record.model_dump(mode="json")
    return _finish(event, build())


def _begin(event: dict[str, Any], parts: Parts) -> dict[str, Any]:
    METER.add(Used.STATE_TRANSITIONS, SILENT_STATES)
    now, ports = utc_now(), parts.ports
    begun = run_control.begin(run_control.checked_begin(event), ports, parts.settings, now)
    for abandoned in run_closing.close_abandoned(begun.run_id, ports.control, now):
        _tell(abandoned, parts)
    return begun.model_dump(mode="json")


def _finish(event: dict[str, Any], parts: Parts) -> dict[str, Any]:
    now, control = utc_now(), parts.ports.control
    note_deliveries(event["run_id"], control, parts.ports.costs, now)
    run = run_closing.finish(event["run_id"], event.get("errors") or {}, control, now)
    cost = settle(control, now)
    _publish(cost, over=limit_reached(cost, run, parts.settings.own_cost_alarm_usd))
    _tell(run, parts, DayCost(cost, parts.settings.own_cost_alarm_usd))
    return {"run_id": run.run_id, "status": run.status.value, "gaps": len(run.gaps)}


def _tell(run: Run, parts: Parts, day: DayCost | None = None) -> None:
    """Log, measure and tell how a run ended."""
    told = tell(run, parts.ports.control, parts.wake, utc_now(), day)
    gaps = len(run.gaps)
    logger.info("run finished", run_id=run.run_id, status=run.status, gaps=gaps, told=told)
    metrics.add_metric(RUN_GAPS, MetricUnit.Count, gaps)
    metrics.flush_metrics()


def _publish(cost: OwnCost, *, over: bool) -> None:
    """The day's own cost as metrics; an alarm watches the last one."""
    requests = (line for line in cost.lines if line.item is Used.COST_EXPLORER_REQUESTS)
    asked = sum(int(line.quantity) for line in requests)
    metrics.add_metric(COST_EXPLORER_REQUESTS, MetricUnit.Count, asked)
    metrics.add_metric(OWN_COST_USD, MetricUnit.NoUnit, float(cost.usd))
    metrics.add_metric(OWN_COST_LIMIT_REACHED, MetricUnit.Count, int(over))
    metrics.flush_metrics()
