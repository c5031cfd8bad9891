"""collect_rates: list prices and instance types to results, about once a week each."""

from datetime import timedelta
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.domain.runs import StepEvent
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_instance_types import AwsInstanceTypes
from costgov.gateways.aws_prices import AwsPriceList
from costgov.gateways.aws_session import client, clients_at
from costgov.observability import function_logger
from costgov.pipeline.collect_instance_types import CollectInstanceTypes
from costgov.pipeline.collect_prices import CollectPrices
from costgov.pipeline.collect_rates import CollectRates
from costgov.settings import CollectRatesSettings

from functions.metered import metered

logger = function_logger("collect_rates")


@cache
def build() -> CollectRates:
    """The use case of this container."""
    settings = CollectRatesSettings.from_env()
    dynamo = client("dynamodb")
    results = DynamoDocumentStore(dynamo, settings.results_table)
    estate = clients_at(settings.inventory_endpoint)
    home = MemberSessions(
        sts=estate("sts", None, None), home_account=settings.home_account, role_name=""
    )
    return CollectRates(
        parts=(
            CollectInstanceTypes(AwsInstanceTypes(home, estate), results, utc_now),
            CollectPrices(AwsPriceList(estate, home.partition), results, utc_now),
        ),
        control=DynamoDocumentStore(dynamo, settings.control_table),
        clock=utc_now,
    )


@logger.inject_lambda_context
@metered("collect_rates")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and got."""
    remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
    record = build().run(StepEvent.model_validate(event), remaining)
    logger.info("rates collected", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
