"""A team sees its accounts: no answer of any route tells it of others."""

import base64
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from costgov.domain.access import Access, Sight
from costgov.errors import CostGovError, Forbidden, NotFound
from costgov.pipeline.access import ONLY
from costgov.pipeline.alerting.records import accesses
from costgov.pipeline.queries.breakdown import BreakdownQuestion, cost_breakdown
from costgov.pipeline.queries.compare import CompareQuestion, cost_comparison
from costgov.pipeline.queries.history import HistoryQuestion, cost_history
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.queries.summary import SummaryQuestion, cost_summary
from pydantic import BaseModel, ValidationError

from functions.api.rendering import json_text
from functions.api.resource import Endpoint
from functions.api.routes import ROUTERS
from functions.api.sealing import sealed
from tests.fakes.trail import caller
from tests.functions.api_requests import event, gate_of, send
from tests.functions.team_findings import event_of, recommendation_of
from tests.functions.team_names import ALSO_MINE, MINE, THEIRS, WORD
from tests.functions.two_teams import alert_in, budget_on, company
from tests.unit.queries.known import LAST_DAY, READ_AT

ENDPOINTS = [endpoint for router in ROUTERS for endpoint in router.endpoints]
FILTERED = [one for one in ENDPOINTS if one.sight == "filtered"]
READ = [one for one in FILTERED if one.method == "GET"]
CHANGED = [one for one in FILTERED if one.method != "GET"]
TEAM = Sight(frozenset({MINE, ALSO_MINE}))
CALLER = caller("arn:aws:iam::111122223333:user/team", READ_AT)

# What is asked for by each name of a parameter; a parameter that is not here keeps its default.
ASKED: dict[str, tuple[str, ...]] = {
    "account": (MINE, THEIRS),
    "scope": ("own", "org", f"account={MINE}", f"account={THEIRS}", f"service={WORD}-service",
              f"service={WORD}-service&account={THEIRS}", f"service=own-service&account={MINE}"),
    "group_by": ("total", "service", "account", "region", "usage_type", "tag:team"),
    "dimension": ("total", "service", "account", "region", "usage_type", "tag:team"),
    "value": (MINE, THEIRS, f"{WORD}-service"),
    "state": ("any", "over", "open"),
    "sort": ("start", "impact"),
    "limit": ("1",),
    "region": ("us-east-1",),
    "owner": (f"{WORD}-owner", "own-owner"),
    "granularity": ("monthly",),
}  # fmt: skip
IDS = {
    "recommendation": (recommendation_of(MINE).id, recommendation_of(THEIRS).id),
    "cost_anomalies": (event_of(MINE).id,),
    "budget": tuple(budget_on(one).id for one in (MINE, THEIRS, None)),
    "burn_up": tuple(budget_on(one).id for one in (MINE, THEIRS, None)),
    "show_alert": tuple(alert_in(one).id for one in (MINE, THEIRS, None)),
}
OTHERS_ALERTS = tuple({"id": alert_in(one).id} for one in (THEIRS, None))
# What the team asks to change of what is not its own.
CHANGES: dict[str, tuple[dict[str, Any], ...]] = {
    "give_feedback": (
        {"id": event_of(THEIRS).id, "verdict": "real"},
        {"id": event_of(None).id, "verdict": "real"},
    ),
    "decide": ({"id": recommendation_of(THEIRS).id, "state": "done"},),
    "acknowledge_alert": OTHERS_ALERTS,
    "plan_alert": OTHERS_ALERTS,
    "reopen_alert": OTHERS_ALERTS,
    "snooze_alert": tuple({**one, "until": "2026-11-01"} for one in OTHERS_ALERTS),
}


def seen_by(sight: Sight) -> ReadStores:
    return company().read._replace(sight=sight)


def questions(endpoint: Endpoint) -> Iterator[BaseModel]:
    """Every combination of what is asked for that the route can read."""
    fields = endpoint.question.model_fields
    known = {
        name: (*ASKED[name], None) if not fields[name].is_required() else ASKED[name]
        for name in fields
        if name in ASKED
    }
    if "id" in fields:
        known["id"] = IDS[endpoint.operation]
    for chosen in product(*known.values()):
        asked = {name: value for name, value in zip(known, chosen, strict=True) if value}
        try:
            yield endpoint.question.model_validate(asked)
        except (ValidationError, CostGovError):
            continue


def pages(endpoint: Endpoint, question: BaseModel, sight: Sight) -> Iterator[str]:
    """Every page's text, and what its token says to who decodes it."""
    stores = seen_by(sight)
    while True:
        try:
            answer = endpoint.use_case(stores, question)
        except CostGovError as refusal:
            asked = question.model_dump_json()
            yield str(refusal) if WORD not in asked else ""
            return
        token = getattr(answer, "next_page", None)
        yield json_text(sealed(answer, sight))
        if token is None:
            return
        yield base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        question = question.model_copy(update={"page_token": token})


def texts(endpoint: Endpoint, sight: Sight) -> list[str]:
    return [text for one in questions(endpoint) for text in pages(endpoint, one, sight)]


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("endpoint", READ, ids=lambda one: one.path)
def test_no_answer_tells_a_team_of_others(endpoint: Endpoint) -> None:
    everything = texts(endpoint, Sight())
    assert any(WORD in text for text in everything), "plant something of THEIRS in two_teams"
    shown = texts(endpoint, TEAM)
    answers = [text for text in shown if text.startswith("{")]
    assert answers, "a team gets nothing at all"
    for text in shown:
        assert WORD not in text
        assert not text.startswith("{") or THEIRS not in text


@pytest.mark.fault_case(38)
@pytest.mark.parametrize(
    "endpoint", [one for one in ENDPOINTS if one.method == "GET"], ids=lambda one: one.path
)
def test_over_the_api_a_team_gets_what_each_route_declares(endpoint: Endpoint) -> None:
    """Through the gate, with whatever the path asks for; what is for all is refused."""
    granted = deepcopy(company())
    access = Access.model_validate(
        {"iam": [{"arn": "arn:aws:iam::*:user/viewer", "role": "admin", "accounts": [MINE]}]}
    )
    accesses(granted.control).put(access, ONLY)
    path = re.sub(r"\{\w+\}", "service", endpoint.path)
    reply = send(company(), event(path), gate_of(granted))
    assert (reply.status == 403) == (endpoint.sight == "whole" or path == "/v1/forecast")
    assert WORD not in reply.body
    if endpoint.sight == "filtered" and reply.status == 200:
        assert reply.json["covers"] == [MINE]


@pytest.mark.parametrize("endpoint", READ, ids=lambda one: one.path)
def test_who_sees_no_account_gets_no_figure_of_any(endpoint: Endpoint) -> None:
    for text in texts(endpoint, Sight(frozenset())):
        assert not [name for name in (WORD, "own-", MINE, THEIRS) if name in _told(text)]


def _told(text: str) -> str:
    """An answer without what it repeats of the question."""
    if not text.startswith("{"):
        return ""
    return json.dumps({name: told for name, told in json.loads(text).items() if name != "scope"})


@pytest.mark.fault_case(38)
@pytest.mark.parametrize("endpoint", CHANGED, ids=lambda one: one.path)
def test_a_team_changes_nothing_of_others(endpoint: Endpoint) -> None:
    for fields in CHANGES[endpoint.operation]:
        command = endpoint.question.model_validate(fields)
        with pytest.raises((NotFound, Forbidden)) as refused:
            endpoint.use_case(seen_by(TEAM), command, CALLER)
        assert WORD not in str(refused.value)
        endpoint.use_case(deepcopy(company()).read, command, CALLER)


def test_sums_are_of_own_accounts_in_every_grouping() -> None:
    """Of 1, 10 and 1000 a day in three accounts, the team's are 11."""
    stores, window = seen_by(TEAM), {"start": LAST_DAY, "end": LAST_DAY + timedelta(days=1)}
    for by in ("total", "service", "account", "tag:team"):
        history = cost_history(stores, HistoryQuestion(group_by=by, **window))
        assert (str(history.total), history.scope) == ("11", "own")
        assert history.sources == ("cost_explorer",)
        assert str(cost_breakdown(stores, BreakdownQuestion(dimension=by, **window)).total) == "11"
        compared = cost_comparison(stores, CompareQuestion(group_by=by, **window))
        assert (str(compared.total.amount), str(compared.not_grouped)) == ("11", "0")
    mine = cost_history(stores, HistoryQuestion(scope=f"account={MINE}", **window))
    assert str(mine.total) == "1"
    [summary] = cost_summary(stores, SummaryQuestion()).summaries
    assert (str(summary.month_to_date), str(summary.total)) == ("209", "440")
    assert (summary.trend.label, summary.basis.sources) == ("not computed", ("cost_explorer",))


def test_files_are_told_of_and_not_named_to_who_sees_some_accounts() -> None:
    stores = seen_by(Sight(frozenset({THEIRS})))
    [summary] = cost_summary(stores, SummaryQuestion()).summaries
    assert summary.basis.sources == ("billing files",)
    assert cost_history(stores, HistoryQuestion()).sources == ("billing files",)


@pytest.mark.fault_case(38)
@pytest.mark.parametrize(
    "scope", ["org", f"account={THEIRS}", "service=own-service", f"service=x&account={THEIRS}"]
)
def test_figures_that_others_have_a_share_in_are_refused(scope: str) -> None:
    with pytest.raises(Forbidden, match=f"your accounts are {MINE}, {ALSO_MINE}"):
        cost_history(seen_by(TEAM), HistoryQuestion(scope=scope))


def test_who_sees_all_gets_the_organisation_where_nothing_is_named() -> None:
    history = cost_history(seen_by(Sight()), HistoryQuestion())
    assert (history.scope, str(history.total)) == ("org", "30330")


def test_a_teams_part_of_an_event_of_all_is_its_own_part_alone() -> None:
    [endpoint] = [one for one in READ if one.operation == "cost_anomalies"]
    answer = endpoint.use_case(seen_by(TEAM), endpoint.question())
    found = json.loads(json_text(answer))
    assert [one["value"] for one in found["anomalies"]] == [MINE]
    assert [(one["account"], one["service"], one["impact"]) for one in found["parts"]] == [
        (MINE, "shared", "1"),
        (ALSO_MINE, "shared", "10"),
    ]
