"""The organisation's accounts, those included that have left it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from costgov.domain.accounts import AccountInfo, FormerName
from costgov.domain.runs import Frozen
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.queries.exchange import distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of, slice_of
from costgov.pipeline.queries.stores import ReadStores


class AccountsQuestion(Paged):
    """All accounts, by id."""


class AccountProblem(Frozen):
    """Why an account cannot be looked at, since which run's day."""

    cause: str
    detail: str
    regions: tuple[str, ...]
    since: date


class Account(Frozen):
    """An account as Organizations listed it last.

    `visible` is false once it is no longer listed, from `left_on` on; its history stays.
    """

    id: str
    name: str
    state: str | None
    visible: bool
    joined: date | None
    first_seen: date
    last_seen: date
    left_on: date | None
    former_names: tuple[FormerName, ...]
    problems: tuple[AccountProblem, ...]


class Accounts(PagedAnswer):
    """Accounts; there are none while `deployment.organization.discover` is off."""

    listed: ClassVar[str] = "accounts"

    accounts: tuple[Account, ...]


def list_accounts(stores: ReadStores, question: AccountsQuestion) -> Accounts:
    """Accounts of the organisation, with what hinders looking at them.

    Raises:
        InvalidInput: the page token is bad.
    """
    found, next_page = _page(stores, question)
    problems = _problems(stores.control)
    accounts = tuple(_account(info, problems.get(info.id, ())) for info in found)
    visible = [account for account in accounts if account.visible]
    return Accounts(
        data_as_of=oldest(account.last_seen.isoformat() for account in visible),
        sources=distinct("organizations" for _ in accounts),
        next_page=next_page,
        accounts=accounts,
    )


def _page(
    stores: ReadStores, question: AccountsQuestion
) -> tuple[Sequence[AccountInfo], str | None]:
    table = records.accounts(stores.control)
    if stores.sight.is_whole:
        return page_of(table, question, lambda info: info.id)
    seen = [info for info in table.all() if stores.sight.sees(info.id)]
    page, _, next_page = slice_of(question, str(len(seen)), len(seen), lambda part: seen[part])
    return page, next_page


def _problems(control: DocumentStore) -> Mapping[str, list[AccountProblem]]:
    found: dict[str, list[AccountProblem]] = defaultdict(list)
    for notice in records.account_notices(control).all():
        if notice.state == "open":
            problem = AccountProblem(
                cause=notice.cause,
                detail=notice.detail,
                regions=notice.regions,
                since=notice.since,
            )
            found[notice.account_id].append(problem)
    return found


def _account(info: AccountInfo, problems: Sequence[AccountProblem]) -> Account:
    return Account(**info.model_dump(), visible=info.left_on is None, problems=tuple(problems))
