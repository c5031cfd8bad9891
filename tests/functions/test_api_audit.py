"""Administrators ask who changed what; everybody asks who they are."""

from datetime import UTC, datetime, timedelta

import pytest
from costgov.domain.access import Access, GroupGrant
from costgov.domain.audit import AuditEntry
from costgov.pipeline.alerting.records import ONLY, accesses, audit_index
from costgov.pipeline.audit import entry_sort

from tests.functions.api_requests import event, get, send
from tests.functions.test_api_gate import PROD, VIEWER, as_group
from tests.functions.test_api_problems import assert_problem
from tests.unit.queries.known import FakeStores

FIRST = datetime(2026, 9, 30, 22, tzinfo=UTC)
ANN, BOB = "jwt:https://sign-in.example.com/#ann", "slack:U0BOB"


def entry(number: int, *, who: str = ANN, outcome: str = "done", pad: int = 0) -> AuditEntry:
    """One an hour, from the last hours of September on."""
    return AuditEntry.model_validate(
        {
            "id": f"{number:016x}",
            "at": FIRST + timedelta(hours=number),
            "who": who,
            "action": "put_budget",
            "subject": f"budget/{number}",
            "outcome": outcome,
            "after": {"text": "x" * pad},
        }
    )


def stored(*entries: AuditEntry) -> FakeStores:
    stores = FakeStores.empty()
    for one in entries:
        audit_index(stores.control).put(one, entry_sort(one))
    return stores


def subjects(stores: FakeStores, **asked: object) -> list[str]:
    reply = get(stores, "/v1/audit", **asked)
    assert reply.status == 200, reply.body
    return [one["subject"] for one in reply.json["entries"]]


def test_the_newest_is_told_first_across_months() -> None:
    stores = stored(*(entry(number) for number in range(4)))
    assert subjects(stores) == ["budget/3", "budget/2", "budget/1", "budget/0"]


def test_a_window_is_half_open() -> None:
    stores = stored(*(entry(number) for number in (0, 1, 2, 25, 26)))
    assert subjects(stores, start="2026-10-01", end="2026-10-02") == ["budget/25", "budget/2"]
    assert subjects(stores, end="2026-10-01") == ["budget/1", "budget/0"]
    assert subjects(stores, start="2026-10-02") == ["budget/26"]


def test_who_what_and_how_it_ended_select() -> None:
    stores = stored(entry(1), entry(2, who=BOB), entry(3, who=BOB, outcome="refused"), entry(12))
    assert subjects(stores, who="U0BOB") == ["budget/3", "budget/2"]
    assert subjects(stores, who="U0BOB", outcome="done") == ["budget/2"]
    assert subjects(stores, subject="budget/1") == ["budget/12", "budget/1"]


def test_pages_go_on_where_the_last_ended_also_when_few_fit() -> None:
    stores = stored(*(entry(number, who=ANN if number % 3 else BOB) for number in range(30)))
    told: list[str] = []
    asked: dict[str, object] = {"who": "U0BOB", "limit": 4}
    while True:
        answer = get(stores, "/v1/audit", **asked).json
        assert len(answer["entries"]) <= 4
        told += [one["subject"] for one in answer["entries"]]
        if answer["next_page"] is None:
            break
        asked["page_token"] = answer["next_page"]
    assert told == [f"budget/{number}" for number in range(27, -1, -3)]


def test_a_rare_caller_is_found_pages_further_on() -> None:
    stores = stored(entry(0, who=BOB), *(entry(number) for number in range(1, 1_201)))
    first = get(stores, "/v1/audit", who="U0BOB").json
    second = get(stores, "/v1/audit", who="U0BOB", page_token=first["next_page"]).json
    assert first["entries"] == []
    assert [one["subject"] for one in second["entries"]] == ["budget/0"]
    assert second["next_page"] is None


def test_large_entries_are_fewer_on_a_page() -> None:
    stores = stored(*(entry(number, pad=60_000) for number in range(40)))
    first = get(stores, "/v1/audit").json
    second = get(stores, "/v1/audit", page_token=first["next_page"]).json
    assert 10 < len(first["entries"]) < 20
    assert second["entries"][0]["subject"] == f"budget/{39 - len(first['entries'])}"


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        (("viewer",), {"role": "viewer", "accounts": None}),
        (("team-a",), {"role": "admin", "accounts": [PROD]}),
        (("viewer", "team-a"), {"role": "admin", "accounts": None}),
    ],
)
def test_callers_are_told_who_they_are(groups: tuple[str, ...], shown: dict[str, object]) -> None:
    stores = FakeStores.empty()
    grants = (
        GroupGrant(group="viewer", role="viewer"),
        GroupGrant(group="team-a", role="admin", accounts=(PROD,)),
    )
    accesses(stores.control).put(Access(groups=grants), ONLY)
    reply = send(stores, as_group(event("/v1/me"), *groups))
    assert reply.json == {"who": ANN, **shown}


def test_who_has_no_grant_is_told_as_whom() -> None:
    stores = FakeStores.empty()
    accesses(stores.control).put(Access(iam_default="none"), ONLY)
    problem = assert_problem(get(stores, "/v1/me"), 403)
    assert problem["detail"] == f"nothing is granted to {VIEWER}"
