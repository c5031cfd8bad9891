"""Structured logs and metrics of every function, in one shape."""

from aws_lambda_powertools import Logger, Metrics

NAMESPACE = "CostGovernor"
# Of function `run` when it closes a run, for the UTC day so far; the first ten metrics of an
# account are free.
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
