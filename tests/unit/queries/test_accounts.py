"""GET /v1/accounts: who is in the organisation, who has left, who cannot be looked at and why."""

from datetime import date
from typing import Literal

import pytest
from costgov.domain.accounts import ListedAccount, seen
from costgov.domain.notices import AccountNotice
from costgov.pipeline import records
from costgov.pipeline.queries.accounts import AccountsQuestion, list_accounts

from tests.unit.queries.known import FakeStores

FIRST, SECOND = date(2026, 10, 19), date(2026, 10, 20)


def listed(number: int, name: str) -> ListedAccount:
    return ListedAccount(f"{number:012d}", name, "ACTIVE", date(2024, 1, 1))


def notice(account_id: str, state: Literal["open", "over"]) -> AccountNotice:
    return AccountNotice(
        account_id=account_id,
        account_name="",
        cause="no-member-role",
        detail="AccessDenied",
        regions=("us-east-1",),
        since=FIRST,
        state=state,
    )


@pytest.fixture
def stores() -> FakeStores:
    known = seen({}, [listed(1, "web"), listed(2, "old"), listed(3, "lab")], FIRST)
    known = seen(known, [listed(1, "shop"), listed(3, "lab")], SECOND)
    found = FakeStores.empty()
    records.accounts(found.control).make_equal((info.id, info) for info in known.values())
    for account_id, state in (("000000000001", "over"), ("000000000003", "open")):
        told = notice(account_id, state)  # type: ignore[arg-type]
        records.account_notices(found.control).put(told, f"{account_id}#no-member-role")
    return found


@pytest.mark.fault_case(42)
def test_an_account_that_left_is_shown_as_no_longer_visible(stores: FakeStores) -> None:
    answer = list_accounts(stores.read, AccountsQuestion())

    shown = [(one.name, one.visible, one.left_on, one.last_seen) for one in answer.accounts]
    assert shown == [
        ("shop", True, None, SECOND),
        ("old", False, SECOND, FIRST),
        ("lab", True, None, SECOND),
    ]
    assert [was.name for was in answer.accounts[0].former_names] == ["web"]
    assert (answer.data_as_of, answer.sources) == ("2026-10-20", ("organizations",))


def test_what_hinders_now_is_shown_and_what_is_mended_is_not(stores: FakeStores) -> None:
    answer = list_accounts(stores.read, AccountsQuestion())

    assert [[problem.cause for problem in one.problems] for one in answer.accounts] == [
        [],
        [],
        ["no-member-role"],
    ]


def test_accounts_are_paged(stores: FakeStores) -> None:
    first = list_accounts(stores.read, AccountsQuestion(limit=2))
    assert first.next_page
    rest = list_accounts(stores.read, AccountsQuestion(limit=2, page_token=first.next_page))

    assert [one.id[-1] for one in (*first.accounts, *rest.accounts)] == ["1", "2", "3"]
    assert rest.next_page is None


def test_without_discovery_there_are_none() -> None:
    answer = list_accounts(FakeStores.empty().read, AccountsQuestion())

    assert (answer.accounts, answer.data_as_of) == ((), None)
