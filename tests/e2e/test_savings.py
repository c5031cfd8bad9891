"""What the deployed product finds in the laptop's estate, over HTTP with IAM enforced."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from costgov.pipeline import backlog_records

from cli.api_client import ApiClient
from cli.local.operator import viewer_of
from cli.local.synthetic import build_organisation
from tests.e2e.conftest import AS_OF, FirstRun

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

LEAST_FOUND, MOST_FALSE = Decimal("0.95"), Decimal("0.02")


def pages(api: ApiClient, path: str, key: str, **asked: str) -> Iterator[Mapping[str, Any]]:
    """Everything of a paged list."""
    answer = api.get(path, **asked)
    yield from answer[key]
    while answer["next_page"]:
        answer = api.get(path, page_token=answer["next_page"], **asked)
        yield from answer[key]


@pytest.fixture(scope="module")
def backlog(first_run: FirstRun) -> list[Mapping[str, Any]]:
    api = first_run.product.api
    return list(pages(api, "/v1/recommendations", "recommendations", state="any"))


def test_prices_and_findings_are_complete(first_run: FirstRun) -> None:
    steps = first_run.product.api.get(f"/v1/runs/daily-{AS_OF}")["steps"]
    gaps = {step["step"]: step["gaps"] for step in steps}
    assert gaps["collect_rates"] == gaps["optimise"] == []


def test_planted_waste_is_found_and_hardly_anything_else(
    first_run: FirstRun, backlog: list[Mapping[str, Any]]
) -> None:
    seen = {
        one["arn"]: one["id"] for one in pages(first_run.product.api, "/v1/resources", "resources")
    }
    truth = build_organisation().truth
    planted = {(one.check, one.resource_id) for one in truth if one.resource_id in seen.values()}
    found = {
        (one["check"], seen[one["arn"]])
        for one in backlog
        if one["source"] != "aws" and one["arn"] in seen
    }

    missed, false = planted - found, found - planted
    assert len(planted) > 150
    assert len(missed) <= (1 - LEAST_FOUND) * len(planted), sorted(missed)
    assert len(false) <= MOST_FALSE * len(found), sorted(false)


def test_a_recommendation_shows_its_arithmetic_and_the_total_its_spend(
    first_run: FirstRun, backlog: list[Mapping[str, Any]]
) -> None:
    api = first_run.product.api
    best = next(one for one in backlog if one["source"] == "checks" and one["saving"])
    shown = api.get(f"/v1/recommendations/{best['id']}")["recommendation"]

    assert shown["finding"]["saving"]["arithmetic"]
    assert Decimal(shown["low"]) <= Decimal(shown["saving"]) <= Decimal(shown["high"])
    (total,) = api.get("/v1/recommendations")["totals"]
    assert Decimal(0) < Decimal(total["saving"]) < Decimal(total["spend"]["amount"])


def test_the_least_risky_set_that_saves_ten_percent(first_run: FirstRun) -> None:
    api = first_run.product.api
    target = api.get("/v1/recommendations/roadmap", savings_target="10")["target"]

    assert target["reached"] is True
    assert Decimal(target["saving"]) >= Decimal(target["wanted"])
    assert target["steps"] != []
    refused = api.send("/v1/recommendations/roadmap", "savings_target=0.2")
    assert refused.status_code == 400


def test_what_was_looked_at_and_what_could_not_be_told(first_run: FirstRun) -> None:
    answer = first_run.product.api.get("/v1/recommendations/coverage", limit="50")
    accounts = {one["account_id"]: one for one in answer["accounts"]}

    assert set(accounts) >= {"222233334444", "333344445555", "444455556666"}
    for account in accounts.values():
        assert all(place["not_seen"] == [] for place in account["places"])
    reasons = [group["reason"] for one in accounts.values() for group in one["no_advice"]]
    assert any("CPU" in reason or "metric" in reason.lower() for reason in reasons)


def test_only_who_may_decides_and_everybody_sees_it(
    first_run: FirstRun, backlog: list[Mapping[str, Any]]
) -> None:
    product, chosen = first_run.product, backlog[0]["id"]
    path, said = f"/v1/recommendations/{chosen}/state", {"state": "planned", "reason": "next week"}
    assert product.api.send_json(path, said).status_code == 403

    operator = viewer_of(product.deployment, "planner", ["/v1/recommendations/*/state"])
    with closing(ApiClient(operator)) as client:
        client.post(path, said)
        assert client.send_json(path, {"state": "dismissed"}).status_code == 400
        shown = product.api.get(f"/v1/recommendations/{chosen}")
    backlog_records.decisions(product.control).delete(chosen)

    assert shown["standing"]["state"] == "planned"
    assert [entry["reason"] for entry in shown["history"]] == ["next week"]
