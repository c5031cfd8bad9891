"""Other paths: each is answered as its route answers, or says what is not built yet."""

import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from costgov.domain.access import Access
from costgov.pipeline.access import ONLY
from costgov.pipeline.alerting.records import accesses
from costgov.pipeline.queries.forecasts import ForecastQuestion

from cli.documents import ROOT
from functions.api import alias_words as words
from functions.api.aliases import ALIASES, NOT_BUILT, Alias, Unbuilt
from functions.api.routes import ROUTERS
from tests.functions.api_requests import Reply, event, gate_of, get, post, send
from tests.functions.team_names import MINE
from tests.functions.test_api_problems import assert_problem
from tests.functions.two_teams import company
from tests.unit.queries.known import FakeStores

TODAY = date(2026, 10, 20)
# As the product was asked for: method, path, and for POST a body.
REQUIRED: dict[str, dict[str, object] | None] = {
    "GET /api/v1/cost-management/cost/metrics": None,
    "GET /api/v1/cost-management/cost/usage": None,
    "GET /api/v1/cost-management/cost/alerts": None,
    "POST /api/v1/cost-management/cost/alerts": {"threshold": 100},
    "GET /api/v1/cost-management/cost/optimization": None,
    "GET /api/v1/cost-management/autoscaling/metrics": None,
    "POST /api/v1/cost-management/autoscaling/config": {"group": "web"},
    "GET /api/v1/cost-management/autoscaling/decision": None,
    "POST /api/v1/cost-management/autoscaling/execute": {"group": "web"},
    "GET /api/v1/cost-management/autoscaling/prediction": None,
    "GET /api/v1/cost-management/autoscaling/rightsizing": None,
    "GET /api/v1/cost-management/dashboard/overview": None,
    "GET /api/v1/cost-management/dashboard/forecast": None,
    "POST /api/v1/cost-management/dashboard/budget": {"plan_name": "all", "amount": "100"},
    "GET /api/v1/cost-management/dashboard/budget/all": None,
    "GET /api/v1/cost-management/dashboard/optimization": None,
    "GET /api/v1/cost-management/dashboard/export": None,
    "GET /api/v1/cost-management/health": None,
    "GET /api/v1/cost-management/status": None,
    "GET /api/v1/analytics/cost/current": None,
    "GET /api/v1/analytics/cost/history": None,
    "GET /api/v1/analytics/cost/forecast": None,
    "GET /api/v1/analytics/performance/current": None,
    "GET /api/v1/analytics/performance/trends": None,
    "GET /api/v1/analytics/optimization/recommendations": None,
    "GET /api/v1/dashboards/cost": None,
    "GET /api/v1/dashboards/performance": None,
    "GET /api/v1/dashboards/executive": None,
    "GET /api/v1/dashboards/security": None,
    "GET /api/v1/dashboards/ml": None,
    "POST /api/v1/reports/generate": {},
    "GET /api/v1/reports/scheduled": None,
    "POST /api/v1/reports/schedule": {},
    "GET /api/v1/reports/templates": None,
    "GET /api/utilization?service=&timeframe=24h": None,
    "POST /api/forecast": {"resource_type": "cost", "service": "", "confidence_level": 0.95},
    "GET /api/recommendations?type=cost&savings_target=20": None,
}
# What nothing was stored of in the little company.
NOT_STORED = {
    "/api/v1/cost-management/dashboard/budget/all",
    "/api/v1/cost-management/dashboard/optimization",
    "/api/recommendations",
}


def asked(stores: FakeStores, line: str, fields: dict[str, object] | None) -> Reply:
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    return post(stores, path, fields) if method == "POST" else send(stores, event(path, query))


def known(line: str) -> Alias | Unbuilt:
    method, path = line.partition("?")[0].split(" ")
    return next(
        one
        for one in (*ALIASES, *NOT_BUILT)
        if one.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one.path), path)
    )


@pytest.mark.parametrize("line", REQUIRED)
def test_every_path_answers_as_it_is_declared(line: str) -> None:
    reply = asked(deepcopy(company()), line, REQUIRED[line])
    path = line.split(" ")[1].partition("?")[0]
    if isinstance(known(line), Unbuilt):
        assert_problem(reply, 501)
        assert reply.json["detail"].startswith("this is not built yet: ")
    elif path in NOT_STORED:
        assert_problem(reply, 404)
        assert "path" not in reply.json["detail"]
    else:
        assert reply.status == (201 if line.startswith("POST /api/v1") else 200), reply.body


def test_the_tables_hold_what_was_asked_for_and_nothing_else() -> None:
    assert {id(known(line)) for line in REQUIRED} | {id(ALIASES[-1])} == {
        id(one) for one in (*ALIASES, *NOT_BUILT)
    }
    routes = {f"{one.method} {one.path}" for router in ROUTERS for one in router.endpoints}
    assert {one.route for one in ALIASES} <= routes


def test_an_answer_is_the_routes_own() -> None:
    alias = get(company(), "/api/v1/cost-management/autoscaling/rightsizing", state="any")
    own = get(company(), "/v1/recommendations", action="resize", state="any")
    assert (alias.json, alias.headers["ETag"]) == (own.json, own.headers["ETag"])


def test_a_percentage_below_one_is_refused() -> None:
    for target in ("0.2", "0", "-5"):
        reply = get(company(), "/api/recommendations", type="cost", savings_target=target)
        assert_problem(reply, 400)
        assert reply.json["errors"][0]["parameter"] == "savings_target"


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        ("/api/utilization", "timeframe=soon", "timeframe"),
        ("/api/utilization", "timeframe=0d", "timeframe"),
        ("/api/v1/cost-management/cost/metrics", "timeframe=9999y", "timeframe"),
        ("/api/utilization", "service=s3", "service"),
        ("/api/recommendations", "type=speed", "type"),
        ("/api/v1/cost-management/dashboard/forecast", "confidence_level=sure", "confidence_level"),
        ("/api/v1/cost-management/dashboard/forecast", "confidence_level=NaN", "confidence_level"),
        ("/api/v1/cost-management/dashboard/forecast", "confidence_level=sNaN", "confidence_level"),
        ("/api/v1/cost-management/cost/metrics", "colour=red", "colour"),
    ],
)
def test_what_cannot_be_translated_is_refused_by_name(
    path: str, query: str, parameter: str
) -> None:
    reply = send(company(), event(path, query))
    assert_problem(reply, 400)
    assert [one["parameter"] for one in reply.json["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"timeframe": "24h"}, {"start": "2026-10-19"}),
        ({"timeframe": "36h"}, {"start": "2026-10-18"}),
        ({"period": "2w", "service": "AWS Lambda"},
         {"start": "2026-10-06", "scope": "service=AWS Lambda"}),
        ({"start_date": "2026-10-01", "end_date": "2026-10-02", "granularity": "DAILY"},
         {"start": "2026-10-01", "end": "2026-10-02", "granularity": "daily"}),
        ({"service": "a", "account_id": MINE}, {"scope": f"service=a&account={MINE}"}),
        ({"account": MINE, "metric": "BilledCost"},
         {"scope": f"account={MINE}", "metric": "BilledCost"}),
    ],
)  # fmt: skip
def test_costs_in_other_words(given: dict[str, object], wanted: dict[str, object]) -> None:
    assert words.cost(given, TODAY) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"horizon": "30d", "confidence_level": 0.95}, {"days": "30", "level": "95"}),
        ({"horizon": "3m", "confidence_level": "80"}, {"days": "90", "level": "80"}),
        ({"service": "AmazonEC2", "resource_type": "compute"},
         {"dimension": "service", "value": "AmazonEC2"}),
        ({"resource_type": "storage", "service": ""},
         {"dimension": "service_category", "value": "Storage"}),
    ],
)  # fmt: skip
def test_forecasts_in_other_words(given: dict[str, object], wanted: dict[str, object]) -> None:
    assert words.forecast(given, TODAY) == wanted
    ForecastQuestion.model_validate(wanted)


@pytest.mark.fault_case(38)
def test_a_team_gets_no_more_by_another_path() -> None:
    stores = company()
    access = {"iam": [{"arn": "arn:aws:iam::*:user/viewer", "role": "viewer", "accounts": [MINE]}]}
    gate = gate_of(granted(stores, access))
    for path, status in {
        "/api/v1/cost-management/status": 403,
        "/api/v1/dashboards/ml": 403,
        "/api/v1/cost-management/cost/metrics": 200,
        "/api/v1/reports/templates": 501,
    }.items():
        assert send(stores, event(path), gate).status == status, path
    costs = send(stores, event("/api/v1/cost-management/cost/metrics"), gate).json
    assert (costs["covers"], costs["total"]) == ([MINE], "30")


def granted(stores: FakeStores, access: dict[str, Any]) -> FakeStores:
    known = deepcopy(stores)
    accesses(known.control).put(Access.model_validate(access), ONLY)
    return known


def test_no_such_path_and_no_such_method() -> None:
    assert_problem(get(company(), "/api/v1/cost-management/nothing"), 404)
    reply = get(company(), "/api/v1/reports/generate")
    assert_problem(reply, 405)
    assert reply.headers["Allow"] == "POST"


def test_a_forecast_says_what_it_does_not_hold() -> None:
    reply = get(company(), "/v1/forecast", days=30)
    assert_problem(reply, 400)
    assert reply.json["detail"] == "the forecast has 0 days, not 30"


def test_both_tables_are_in_the_document() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    for one in (*ALIASES, *NOT_BUILT):
        assert f"`{one.method} {one.path}`" in page
