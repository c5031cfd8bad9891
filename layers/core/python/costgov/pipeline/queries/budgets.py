"""Budget plans and where they stand."""

from typing import ClassVar

from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.runs import Frozen
from costgov.pipeline import records
from costgov.pipeline.ledger import currency_ledgers
from costgov.pipeline.queries.exchange import distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.stores import ReadStores


class BudgetQuestion(Paged):
    """All plans, by id."""


class BudgetState(Frozen):
    """A plan and its standing at the last run; none before the first run that knows the plan.

    The standing repeats the plan it was judged by, which an edit may have replaced since.
    """

    plan: BudgetPlan
    status: BudgetStatus | None


class Budgets(PagedAnswer):
    """Plans by id; each names its own currency."""

    listed: ClassVar[str] = "budgets"

    budgets: tuple[BudgetState, ...]


def list_budgets(stores: ReadStores, question: BudgetQuestion) -> Budgets:
    """Budget plans and where they stand.

    Raises:
        InvalidInput: the page token is bad.
    """
    plans, next_page = page_of(records.budgets(stores.control), question, lambda plan: plan.id)
    standing = {status.plan.id: status for status in records.budget_statuses(stores.results).all()}
    ledgers = [
        ledger
        for known in currency_ledgers(stores.costs)
        if known.currency in {plan.currency for plan in plans}
        for ledger in known.ledgers
    ]
    return Budgets(
        data_as_of=oldest(ledger.as_of for ledger in ledgers),
        sources=distinct(ledger.source for ledger in ledgers),
        next_page=next_page,
        budgets=tuple(BudgetState(plan=plan, status=standing.get(plan.id)) for plan in plans),
    )
