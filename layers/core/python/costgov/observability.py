"""Structured logs and metrics of every function, in one shape."""

from collections.abc import Mapping
from decimal import Decimal

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "CostGovernor"
# Of function `run` when it closes a run, for the UTC day so far; the first ten metrics of an
# account are free. Those of function `alert` are in costgov.pipeline.cost_figures.
COST_EXPLORER_REQUESTS = "CostExplorerRequests"
OWN_COST_USD = "OwnCostUSD"
OWN_COST_LIMIT_REACHED = "OwnCostLimitReached"
# What a run that ended lacks: 0 when it is OK.
RUN_GAPS = "RunGaps"


def function_logger(service: str) -> Logger:
    """A JSON logger; keys `run_id` and `as_of` are appended by the handlers."""
    return Logger(service=service)


def function_metrics(service: str) -> Metrics:
    """EMF metrics under one namespace, flushed at the end of an invocation."""
    return Metrics(namespace=NAMESPACE, service=service)


def put_metrics(service: str, values: Mapping[str, Decimal], **dimensions: str) -> None:
    """Put metrics at once, beside those of `function_metrics`: with dimensions of their own."""
    metrics = EphemeralMetrics(namespace=NAMESPACE, service=service)
    for name, value in dimensions.items():
        metrics.add_dimension(name, value)
    for name, amount in values.items():
        metrics.add_metric(name, MetricUnit.NoUnit, float(amount))
    if values:
        metrics.flush_metrics()
