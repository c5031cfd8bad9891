"""Inventory, prices, checks and the API after each other, as they are deployed: what is wasted."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest
from costgov.domain.runs import COLLECT_RESOURCES, Run, RunStatus
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import backlog_records, records
from costgov.settings import (
    ApiSettings,
    CollectRatesSettings,
    CollectResourcesSettings,
    OptimiseSettings,
    Settings,
)

from cli.local.standin.server import MEMBER_ROLE, StandIn
from cli.local.synthetic import Organisation, build_organisation
from functions.api import handler as api
from functions.collect_rates import handler as collect_rates
from functions.collect_resources import handler as collect_resources
from functions.optimise import handler as optimise
from tests.fakes.lambda_context import lambda_context
from tests.fakes.tables import create_table
from tests.functions.api_requests import Reply, event
from tests.functions.surroundings import deployed

pytestmark = pytest.mark.loopback
DAY = date(2026, 10, 20)
RUN = f"daily-{DAY}"
HOME, SHOP, CLOSED = "111122223333", "222233334444", "555566667777"
REGION = "us-east-1"
STEP = {
    "run_id": RUN,
    "as_of": str(DAY),
    "window": {"start": "2026-09-01", "end": "2026-10-21"},
    "duplicate": False,
}
TABLES = {"control_table": "control", "costs_table": "costs", "results_table": "results"}
CLOSE = Decimal("0.05")


def settings() -> Iterator[Settings]:
    """Of every function on the way."""
    common = TABLES | {"stage": "local", "home_account": HOME, "cost_source": "cost_explorer"}
    told: dict[str, Any] = common | {
        "evidence_bucket": "evidence",
        "member_role_name": MEMBER_ROLE,
        "deliver_queue_url": "https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
    }
    for kind in (CollectResourcesSettings, CollectRatesSettings, OptimiseSettings, ApiSettings):
        yield kind.model_validate({name: told[name] for name in kind.model_fields if name in told})


@pytest.fixture
def organisation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Organisation]:
    """Stores on moto, the estate and the price list on the stand-in, and a run that has begun."""
    made = build_organisation(end=DAY)
    first, *others = settings()
    with deployed(collect_resources, first), StandIn(made) as standin:
        create_table(boto3.client("dynamodb"), "costs")
        for one in others:
            for name, text in one.to_env().items():
                monkeypatch.setenv(name, text)
        monkeypatch.setenv("COSTGOV_INVENTORY_ENDPOINT", standin.url)
        for function in (collect_rates, optimise, api):
            function.build.cache_clear()
        places = [f"{account}/{REGION}" for account in (SHOP, CLOSED)]
        run = Run(
            run_id=RUN,
            as_of=DAY,
            status=RunStatus.RUNNING,
            trigger="schedule",
            execution="execution-1",
            cost_source="cost_explorer",
            window_start=date(2026, 9, 1),
            window_end=date(2026, 10, 21),
            expected_steps=tuple(f"{COLLECT_RESOURCES}#{place}" for place in places),
            started_at=datetime(2026, 10, 20, 6, tzinfo=UTC),
        )
        records.runs(DynamoDocumentStore(boto3.client("dynamodb"), "control")).put(run, RUN)
        yield made
    for function in (collect_rates, optimise, api):
        function.build.cache_clear()


def collected(account: str) -> dict[str, Any]:
    target = {"account_id": account, "region": REGION, "is_first": True}
    answer: dict[str, Any] = collect_resources.handler(
        STEP | target, lambda_context("collect_resources")
    )
    return answer


def asked(path: str, query: str = "") -> Any:
    answer = api.handler(event(path, query), lambda_context("api"))
    assert answer["statusCode"] == 200, answer["body"]
    return Reply(answer["statusCode"], answer["headers"], answer["body"]).json


def everything(path: str, key: str, query: str = "limit=100") -> Iterator[dict[str, Any]]:
    answer = asked(path, query)
    yield from answer[key]
    while answer["next_page"]:
        answer = asked(path, f"{query}&page_token={answer['next_page']}")
        yield from answer[key]


def gross() -> dict[str, Decimal | None]:
    """Savings by recommendation before commitments and other advice are looked at."""
    results = DynamoDocumentStore(boto3.client("dynamodb"), "results")
    every = backlog_records.recommendations(results).all()
    savings = {one.id: one.finding.saving for one in every}
    return {name: saving.gross if saving else None for name, saving in savings.items()}


def differ(told: Decimal | None, true: Decimal | None) -> bool:
    """Whether a saving is more than 5 % off what was worked out by hand, or of only one of them."""
    if told is None or true is None:
        return told is not true
    return abs(told - true) > CLOSE * abs(true)


@pytest.mark.fault_case(30)
def test_what_was_planted_is_found_priced_and_told(organisation: Organisation) -> None:
    seen, closed = collected(SHOP), collected(CLOSED)
    rates = collect_rates.handler(STEP, lambda_context("collect_rates"))
    judged = optimise.handler(STEP, lambda_context("optimise"))

    assert (seen["gaps"], rates["gaps"], judged["gaps"]) == ([], [], [])
    assert [gap["reason"] for gap in closed["gaps"]] == ["no-member-role"]

    ids = {one["arn"]: one["id"] for one in everything("/v1/resources", "resources")}
    # One region was looked at: what needs the sight of all, or only is called alike, is missed.
    planted = {
        (one.check, one.resource_id): one.monthly_usd
        for one in organisation.truth
        if one.resource_id in ids.values()
    }
    rows = everything("/v1/recommendations", "recommendations", "state=any&limit=100")
    found = {(one["check"], ids[one["arn"]]): one for one in rows if one["arn"] in ids}
    both = planted.keys() & found.keys()
    assert len(planted) > 120
    assert len(both) >= 0.95 * len(planted), sorted(planted.keys() - found.keys())
    assert len(both) >= 0.98 * len(found), sorted(found.keys() - planted.keys())
    usd = {found[place]["id"]: planted[place] for place in both}
    told = gross()
    wrong = {name: (true, told[name]) for name, true in usd.items() if differ(told[name], true)}
    assert len(wrong) <= 0.05 * len(usd), wrong

    coverage = {one["account_id"]: one for one in asked("/v1/recommendations/coverage")["accounts"]}
    assert not any(place["not_seen"] for place in coverage[SHOP]["places"])
    [unseen] = [one for one in coverage[CLOSED]["places"] if one["not_seen"]]
    assert unseen["not_seen"][0]["reason"] == "no-member-role"
