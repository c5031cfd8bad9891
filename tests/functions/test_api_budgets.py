"""Budgets over the API: made, changed by who has seen them, removed, looked at."""

import json
from datetime import date
from decimal import Decimal
from typing import Any, Never

import pytest
from costgov.domain.access import Sight
from costgov.domain.allocation.plan import AllocationView, View
from costgov.domain.budgets import BudgetPlan
from costgov.errors import NotFound, StoreError
from costgov.pipeline import records
from costgov.pipeline.alert_budgets import judge
from costgov.pipeline.budget_records import budget_changes
from costgov.pipeline.queries.budgets import (
    BudgetQuestion,
    OneBudgetQuestion,
    budget,
    burn_up,
    list_budgets,
)

from tests.fakes.trail import InMemoryAuditLog
from tests.functions.api_requests import Reply, event, gate_of, get, post, posted, send
from tests.functions.test_api_problems import assert_problem
from tests.unit.queries.known import LAST_DAY, FakeStores, days_of

PATH = "/v1/budgets"
VIEWER = "arn:aws:iam::111122223333:user/viewer"
SEARCH = {"id": "search", "amount": 4500.10, "dimension": "service", "value": "AmazonEC2"}


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    known.bill(days_of("AmazonEC2", ["1", "2", "3"], LAST_DAY))
    return known


def put(stores: FakeStores, plan: dict[str, object], revision: str | None) -> Reply:
    name = plan["id"]
    body = json.dumps({field: value for field, value in plan.items() if field != "id"})
    condition = {"if-none-match": "*"} if revision is None else {"if-match": f'"{revision}"'}
    headers = {"content-type": "application/json", **condition}
    return send(stores, event(f"{PATH}/{name}", method="PUT", headers=headers, body=body))


def delete(stores: FakeStores, name: str, log: InMemoryAuditLog | None = None) -> Reply:
    request = event(f"{PATH}/{name}", "reason=over", "DELETE", {"if-match": "*"})
    return send(stores, request, gate_of(stores, log))


def test_what_is_stored_is_not_noted_as_failed_though_the_answer_fails(
    stores: FakeStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_document, log = stores.control.put, InMemoryAuditLog()

    def then_silent(pk: str, sk: str, body: str, **how: Any) -> int:
        if pk == "budget":
            monkeypatch.setattr(stores.control, "get", _silent)
        return put_document(pk, sk, body, **how)

    monkeypatch.setattr(stores.control, "put", then_silent)
    reply = send(stores, posted(PATH, json.dumps(SEARCH)), gate_of(stores, log))

    assert_problem(reply, 503)
    assert [plan.id for plan in records.budgets(stores.control).all()] == ["search"]
    assert [one.outcome for one in log.entries] == ["done"]


def _silent(*_key: object) -> Never:
    raise StoreError("get budget: ThrottlingException")


def test_a_budget_is_made_with_its_exact_amount_and_who_made_it(stores: FakeStores) -> None:
    reply = post(stores, PATH, {**SEARCH, "reason": "new team"})
    assert reply.status == 201
    assert (reply.json["plan"]["amount"], reply.json["warnings"]) == ("4500.1", [])
    shown = get(stores, f"{PATH}/search").json
    assert shown["revision"] == reply.json["revision"]
    assert shown["status"] is None
    assert (shown["changed"]["by"], shown["changed"]["what"]) == (VIEWER, "created")
    assert shown["changed"]["reason"] == "new team"


def test_what_is_there_is_not_made_again(stores: FakeStores) -> None:
    post(stores, PATH, SEARCH)
    problem = assert_problem(post(stores, PATH, SEARCH), 400)
    assert problem["detail"] == "there is a budget 'search' already; PUT changes it"


def test_only_who_has_seen_a_budget_changes_it(stores: FakeStores) -> None:
    first = put(stores, SEARCH, None)
    assert first.status == 201
    second = put(stores, {**SEARCH, "amount": "5000"}, first.json["revision"])
    assert (second.status, second.json["plan"]["amount"]) == (200, "5000")
    assert_problem(put(stores, {**SEARCH, "amount": "6000"}, first.json["revision"]), 412)
    assert records.budgets(stores.control).get("search").amount == Decimal(5000)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"period": "custom", "start": "2026-11-01"}, "a custom period needs start and end"),
        ({"amount": 0}, "greater than 0"),
        ({"parent": "nobody"}, "there is no budget 'nobody' for it to be part of"),
        ({"dimension": "allocation:team"}, "there is no allocation view 'team'"),
        ({"amounts": [{"start": 1763942400, "amount": 1}]}, "is not a day"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    stores: FakeStores, fields: dict[str, object], said: str
) -> None:
    problem = assert_problem(post(stores, PATH, SEARCH | fields), 400)
    assert said in json.dumps(problem)
    assert records.budgets(stores.control).all() == []
    assert budget_changes(stores.control).all() == []


def test_a_budget_on_a_unit_needs_its_view(stores: FakeStores) -> None:
    view = AllocationView(name="team", view=View.model_validate({"rules": [{"tag": "Team"}]}))
    records.allocation_views(stores.control).put(view, "team")
    assert post(stores, PATH, SEARCH | {"dimension": "allocation:team"}).status == 201


def test_children_that_plan_more_than_their_parent_are_a_warning(stores: FakeStores) -> None:
    post(stores, PATH, {"id": "all", "amount": 5000})
    post(stores, PATH, SEARCH | {"parent": "all"})
    reply = post(stores, PATH, {"id": "rest", "amount": 1000, "parent": "all"})
    assert reply.status == 201
    [warning] = reply.json["warnings"]
    assert "below all (rest, search) plan $5,500.10 for" in warning
    assert "$500.10 more than its $5,000.00" in warning


def test_a_parent_stays_while_others_are_part_of_it_and_keeps_their_currency(
    stores: FakeStores,
) -> None:
    made = post(stores, PATH, {"id": "all", "amount": 5000}).json
    post(stores, PATH, SEARCH | {"parent": "all"})
    assert "search" in assert_problem(delete(stores, "all"), 400)["detail"]
    reply = put(stores, {"id": "all", "amount": 1, "currency": "EUR"}, made["revision"])
    assert assert_problem(reply, 400)["detail"] == (
        "budget 'search': its parent all is in EUR, not in USD"
    )


def test_a_removed_budget_is_gone_and_the_trail_has_what_it_was(stores: FakeStores) -> None:
    post(stores, PATH, SEARCH)
    log = InMemoryAuditLog()
    assert delete(stores, "search", log).status == 204
    assert get(stores, f"{PATH}/search").status == 404
    assert_problem(delete(stores, "search"), 404)
    entry = log.entries[0]
    assert (entry.subject, entry.reason, entry.after) == ("budget/search", "over", None)
    assert entry.before["amount"] == "4500.1"
    assert budget_changes(stores.control).get("search").what == "removed"


def test_a_burn_up_is_read_as_the_run_has_left_it(stores: FakeStores) -> None:
    plan = BudgetPlan.model_validate({"id": "all", "amount": "310"})
    records.budgets(stores.control).put(plan, "all")
    assert_problem(get(stores, f"{PATH}/all/burn-up"), 404)
    judge(stores.costs, stores.results, stores.control, date(2026, 10, 21))
    shown = get(stores, f"{PATH}/all/burn-up").json
    actual = [point["actual"] for point in shown["points"] if point["actual"] is not None]
    assert actual[-1] == get(stores, f"{PATH}/all").json["status"]["actual"] == "6"
    assert shown["points"][-1]["ideal"] == shown["limit"] == "310"
    assert len(shown["points"]) == (date(2026, 11, 1) - date(2026, 10, 1)).days
    text = send(stores, event(f"{PATH}/all/burn-up", "format=csv")).body
    assert text.splitlines()[0].startswith("day,ideal,actual")


TEAM = Sight(frozenset({"111122223333"}))


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"dimension": "account", "value": "111122223333"}, True),
        ({"dimension": "service", "value": "A", "account": "111122223333"}, True),
        ({"dimension": "account", "value": "444455556666"}, False),
        ({"dimension": "account", "values": ["111122223333", "444455556666"]}, False),
        ({"dimension": "account"}, False),
        ({"dimension": "service", "value": "A"}, False),
        ({}, False),
    ],
)
def test_a_team_sees_the_budgets_of_its_accounts_alone(
    stores: FakeStores, fields: dict[str, object], seen: bool
) -> None:
    table = records.budgets(stores.control)
    table.put(BudgetPlan.model_validate({"id": "secret", "amount": 1}), "secret")
    below = {"id": "hidden-child", "amount": 9, "parent": "mine"}
    table.put(BudgetPlan.model_validate(below), "hidden-child")
    plan = BudgetPlan.model_validate({"id": "mine", "amount": 1, "parent": "secret", **fields})
    table.put(plan, "mine")
    judge(stores.costs, stores.results, stores.control, date(2026, 10, 21))
    asking = stores.read._replace(sight=TEAM)

    listed = list_budgets(asking, BudgetQuestion())
    assert [one.plan.id for one in listed.budgets] == (["mine"] if seen else [])
    if not seen:
        for ask in (budget, burn_up):
            with pytest.raises(NotFound):
                ask(asking, OneBudgetQuestion(id="mine"))
        return
    one = budget(asking, OneBudgetQuestion(id="mine"))
    assert burn_up(asking, OneBudgetQuestion(id="mine")).id == "mine"
    assert (one.parts, one.changed) == ((), None)
    told = f"{one.model_dump_json()} {listed.model_dump_json()}"
    assert "secret" not in told
    assert "hidden-child" not in told


def test_a_plan_that_was_on_another_account_when_it_was_judged_shows_no_standing(
    stores: FakeStores,
) -> None:
    table = records.budgets(stores.control)
    plan = {"id": "mine", "amount": 1, "dimension": "account"}
    table.put(BudgetPlan.model_validate(plan | {"value": "444455556666"}), "mine")
    judge(stores.costs, stores.results, stores.control, date(2026, 10, 21))
    table.put(BudgetPlan.model_validate(plan | {"value": "111122223333"}), "mine")
    asking = stores.read._replace(sight=TEAM)
    assert budget(asking, OneBudgetQuestion(id="mine")).status is None
    with pytest.raises(NotFound):
        burn_up(asking, OneBudgetQuestion(id="mine"))
