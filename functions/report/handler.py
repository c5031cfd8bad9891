"""report: stored results to one HTML page and CSV files in the reports bucket."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.runs import StepEvent
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline.own_cost import settle
from costgov.pipeline.report import ReportPorts, write_report
from costgov.pipeline.reporting.month_index import Console
from costgov.settings import ReportSettings

from functions.metered import metered

logger = function_logger("report")


@cache
def build() -> ReportPorts:
    """The stores of this container."""
    settings = ReportSettings.from_env()
    dynamo, s3 = client("dynamodb"), client("s3")
    return ReportPorts(
        costs=DynamoCostStore(dynamo, settings.costs_table, settings.cost_source),
        control=DynamoDocumentStore(dynamo, settings.control_table),
        results=DynamoDocumentStore(dynamo, settings.results_table),
        reports=S3ObjectStore(s3, settings.reports_bucket),
        console=Console.of(settings.stage, settings.reports_bucket, s3.meta.region_name),
    )


@logger.inject_lambda_context
@metered("report")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and written."""
    settle(build().control, utc_now())
    record = write_report(StepEvent.model_validate(event), build(), utc_now())
    logger.info("report written", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
