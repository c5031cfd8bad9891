"""collect_rates: prices, instance types, commitments and AWS's own advice to results."""

from datetime import timedelta
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from costgov.clock import utc_now
from costgov.collectors.cost_explorer import SOURCE
from costgov.domain.runs import COST_EXPLORER, StepEvent
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_instance_types import AwsInstanceTypes
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_prices import AwsPriceList
from costgov.gateways.aws_session import client, clients_at
from costgov.observability import function_logger
from costgov.pipeline.collect_commitments import CollectCommitments
from costgov.pipeline.collect_instance_types import CollectInstanceTypes
from costgov.pipeline.collect_prices import CollectPrices
from costgov.pipeline.collect_rates import CollectRates, Part, advice_part, commitments_part
from costgov.pipeline.collect_spot import CollectSpot
from costgov.pipeline.request_budget import RequestBudget
from costgov.settings import CollectRatesSettings

from functions.metered import metered

logger = function_logger("collect_rates")


@cache
def build() -> CollectRates:
    """The use case of this container."""
    settings = CollectRatesSettings.from_env()
    dynamo, home = client("dynamodb"), settings.home_account
    results = DynamoDocumentStore(dynamo, settings.results_table)
    control = DynamoDocumentStore(dynamo, settings.control_table)
    estate = clients_at(settings.inventory_endpoint)
    sessions = MemberSessions(sts=estate("sts", None, None), home_account=home, role_name="")
    listings = AwsListings(sessions, estate)
    parts: dict[str, Part] = {
        "instance types": CollectInstanceTypes(
            AwsInstanceTypes(sessions, estate), results, utc_now
        ),
        "prices": CollectPrices(AwsPriceList(estate, sessions.partition), results, utc_now),
        "Spot prices": CollectSpot(listings, results, utc_now, home),
        "advice": advice_part(listings, results, utc_now, home),
    }
    if settings.cost_source == COST_EXPLORER:
        budget = RequestBudget(control, SOURCE, settings.daily_request_cap, utc_now)
        commitments = CollectCommitments(listings, results, budget, home)
        parts["commitments"] = commitments_part(commitments)
    return CollectRates(parts, control, utc_now)


@logger.inject_lambda_context
@metered("collect_rates")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the daily run; the answer says what was expected and got."""
    remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
    record = build().run(StepEvent.model_validate(event), remaining)
    logger.info("rates collected", run_id=event["run_id"], **record.model_dump(mode="json"))
    return record.model_dump(mode="json")
