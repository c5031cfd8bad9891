"""api: answers from what is stored; writes what people tell."""

import gc
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.gateways.aws_audit import S3AuditLog
from costgov.gateways.aws_cost_reader import DynamoCostReader
from costgov.gateways.aws_counters import DynamoCounters
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.gateways.aws_wake import QueueWake
from costgov.pipeline.queries.stores import ReadStores
from costgov.settings import ApiSettings

from functions.api.app import app, logger
from functions.api.gate import Gate
from functions.api.memory import AnswerMemory

# An answer is made of tens of thousands of small objects and hardly a cycle: Python's collector
# would look through all of them several times an answer, a fifth of its time.
gc.set_threshold(100_000)


@cache
def build() -> ReadStores:
    """The stores of this container, made at the first request."""
    settings = ApiSettings.from_env()
    dynamo = client("dynamodb")
    return ReadStores(
        costs=DynamoCostReader(dynamo, settings.costs_table, settings.cost_source),
        results=DynamoDocumentStore(dynamo, settings.results_table),
        control=DynamoDocumentStore(dynamo, settings.control_table),
    )


@cache
def gate() -> Gate:
    """The way in, made at the first request."""
    settings = ApiSettings.from_env()
    dynamo = client("dynamodb")
    return Gate(
        DynamoDocumentStore(dynamo, settings.control_table),
        DynamoCounters(dynamo, settings.control_table),
        S3AuditLog(partial(client, "s3"), settings.evidence_bucket),
        groups_claim=settings.groups_claim,
        per_minute=settings.requests_per_minute,
    )


@cache
def memory() -> AnswerMemory:
    """The answers this container has given."""
    return AnswerMemory()


@cache
def wake() -> QueueWake:
    """The deliver function's queue, made when there is something to tell."""
    return QueueWake(client("sqs"), ApiSettings.from_env().deliver_queue_url)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One request, payload format 2.0."""
    app.append_context(stores=build, gate=gate, memory=memory, wake=wake)  # type: ignore[no-untyped-call]
    return app.resolve(event, context)
