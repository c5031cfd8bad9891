"""collect_resources: one account and region's instances and metrics to evidence and results."""

from datetime import timedelta
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.collectors.inventory.registry import chosen
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_inventory import AwsInventory
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.gateways.aws_session import client, clients_at
from costgov.gateways.prometheus import Prometheus
from costgov.observability import function_logger
from costgov.pipeline.collect_resources import CollectResources, TargetEvent
from costgov.settings import CollectResourcesSettings

from functions.metered import metered

logger = function_logger("collect_resources")


@cache
def build() -> CollectResources:
    """The use case of this container."""
    settings = CollectResourcesSettings.from_env()
    dynamo = client("dynamodb")
    estate = clients_at(settings.inventory_endpoint)
    sessions = MemberSessions(
        sts=estate("sts", None, None),
        home_account=settings.home_account,
        role_name=settings.member_role_name,
        external_id=settings.external_id,
    )
    return CollectResources(
        inventory=AwsInventory(sessions, estate),
        listings=AwsListings(sessions, estate),
        results=DynamoDocumentStore(dynamo, settings.results_table),
        control=DynamoDocumentStore(dynamo, settings.control_table),
        evidence=S3ObjectStore(client("s3"), settings.evidence_bucket),
        lookback_days=settings.lookback_days,
        clock=utc_now,
        history=timedelta(days=settings.history_days),
        sources=chosen(settings.services),
        hosts=tuple((source, Prometheus(source.url)) for source in settings.prometheus),
    )


@logger.inject_lambda_context
@metered("collect_resources")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One target of the daily run; the answer says what was expected and got."""
    remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
    record = build().run(TargetEvent.model_validate(event), remaining)
    logger.info("resources collected", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
