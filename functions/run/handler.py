"""run: opens the day's run before the first step and closes it after the last."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline import run_control
from costgov.settings import RunSettings

logger = function_logger("run")


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
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer {"action": "begin" | "failed-target" | "finish", …} of the state machine."""
    control, costs, settings = build()
    if event["action"] == "begin":
        begin = run_control.checked_begin(event)
        return run_control.begin(begin, control, costs, settings, utc_now()).model_dump(mode="json")
    if event["action"] == "failed-target":
        failed = run_control.FailedTarget.model_validate(event)
        record = run_control.note_failed_target(failed, control, utc_now())
        return record.model_dump(mode="json")
    run = run_control.finish(event["run_id"], event.get("errors") or {}, control, utc_now())
    logger.info("run finished", run_id=run.run_id, status=run.status, gaps=len(run.gaps))
    return {"run_id": run.run_id, "status": run.status.value, "gaps": len(run.gaps)}
