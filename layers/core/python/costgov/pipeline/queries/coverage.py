"""What the checks looked at, what they could not see and why; and which checks there are."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from costgov.domain.backlog.coverage import AccountAdvice, CheckInfo, added
from costgov.domain.findings import CheckCount
from costgov.errors import NotFound
from costgov.pipeline import backlog_records
from costgov.pipeline.queries.exchange import Answer, distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.status import NoQuestion
from costgov.pipeline.queries.stores import ReadStores


class CoverageQuestion(Paged):
    """Accounts by id, or one of them."""

    account: Annotated[
        str | None, Field(pattern=r"^[0-9]{12}$", description="A SubAccountId; all by default.")
    ] = None


class Coverage(PagedAnswer):
    """Accounts: what was looked at where, what was not and why, and reasons for no advice.

    `checks` adds up the accounts on this page.
    """

    listed: ClassVar[str] = "accounts"

    checks: tuple[CheckCount, ...]
    accounts: tuple[AccountAdvice, ...]


class Checks(Answer):
    """Every check, what it needs and how it is set."""

    listed: ClassVar[str] = "checks"

    as_of: date | None
    checks: tuple[CheckInfo, ...]


def advice_coverage(stores: ReadStores, question: CoverageQuestion) -> Coverage:
    """What was looked at, what could not be seen and why, and where there is no advice.

    Raises:
        NotFound: the account that was asked for has not been looked at.
        InvalidInput: the page token is bad.
    """
    table = backlog_records.account_advice(stores.results)
    if question.account is None:
        found, next_page = page_of(table, question, lambda one: one.account_id)
    else:
        found, next_page = (_one(stores, question.account),), None
    return Coverage(
        data_as_of=oldest(one.as_of.isoformat() for one in found),
        sources=distinct(kind for one in found for place in one.places for kind in place.kinds),
        next_page=next_page,
        checks=added(count for one in found for count in one.checks),
        accounts=found,
    )


def _one(stores: ReadStores, account: str) -> AccountAdvice:
    try:
        return backlog_records.account_advice(stores.results).get(account)
    except NotFound as error:
        raise NotFound(f"account {account} has not been looked at") from error


def list_checks(stores: ReadStores, _question: NoQuestion) -> Checks:
    """Every check: what it looks for, by which evidence and thresholds, and what it asks of you."""
    try:
        listed = backlog_records.check_lists(stores.results).get(backlog_records.ONLY)
    except NotFound:
        return Checks(data_as_of=None, sources=(), as_of=None, checks=())
    return Checks(
        data_as_of=listed.as_of.isoformat(), sources=(), as_of=listed.as_of, checks=listed.checks
    )
