"""widget: what the CloudWatch dashboard shows of budgets, anomalies and alerts."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.errors import InvalidInput
from costgov.gateways.aws_cost_reader import DynamoCostReader
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.observability import function_logger
from costgov.pipeline.console_widget import (
    DESCRIPTION,
    WidgetRequest,
    render_problem,
    render_widget,
)
from costgov.pipeline.queries.stores import ReadStores
from costgov.settings import WidgetSettings

logger = function_logger("widget")


@cache
def build() -> ReadStores:
    """The stores of this container."""
    settings = WidgetSettings.from_env()
    dynamo = client("dynamodb")
    return ReadStores(
        costs=DynamoCostReader(dynamo, settings.costs_table, settings.cost_source),
        results=DynamoDocumentStore(dynamo, settings.results_table),
        control=DynamoDocumentStore(dynamo, settings.control_table),
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> str:
    """HTML for the dashboard, or the function's documentation in Markdown."""
    try:
        request = WidgetRequest.of(event)
    except InvalidInput as error:
        return render_problem(str(error))
    if request.describe:
        return DESCRIPTION
    return render_widget(build(), request, WidgetSettings.from_env().report_address or None)
