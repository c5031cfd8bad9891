"""Budget plans and where they stand."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from costgov.domain.budgeting.burn_up import BurnPoint
from costgov.domain.budgeting.change import BudgetChange
from costgov.domain.budgeting.nesting import children_of
from costgov.domain.budgets import BudgetId, BudgetPlan, BudgetStatus
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.budget_records import budget_changes, burn_ups
from costgov.pipeline.ledger import currency_ledgers
from costgov.pipeline.queries.exchange import Answer, Question, Revised, distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of, slice_of
from costgov.pipeline.queries.sights import HIDDEN
from costgov.pipeline.queries.stores import ReadStores


class BudgetQuestion(Paged):
    """All plans, by id."""


class BudgetState(Frozen):
    """A plan and its standing at the last run; none before the first run that knows the plan.

    The standing repeats the plan it was judged by, which an edit may have replaced since. Who does
    not see every account sees the budgets on those accounts alone, without what they are part of.
    """

    plan: BudgetPlan
    status: BudgetStatus | None


class OneBudgetQuestion(Question):
    """One plan."""

    id: BudgetId


class OneBudget(Answer, Revised):
    """A plan, its standing at the last run and who changed it last otherwise than by a push.

    `parts` are the budgets below it, each with its own standing.
    """

    plan: BudgetPlan
    status: BudgetStatus | None
    changed: BudgetChange | None
    parts: tuple[BudgetState, ...]


class BurnUpAnswer(Answer):
    """The days of a budget's period as the last run knew them, cumulated from its first day."""

    listed: ClassVar[str] = "points"

    id: str
    period_start: date
    period_end: date
    as_of: date
    limit: Decimal
    points: tuple[BurnPoint, ...]
    basis: str


class Budgets(PagedAnswer):
    """Plans by id; each names its own currency."""

    listed: ClassVar[str] = "budgets"

    budgets: tuple[BudgetState, ...]


def list_budgets(stores: ReadStores, question: BudgetQuestion) -> Budgets:
    """Budget plans and where they stand.

    Raises:
        InvalidInput: the page token is bad.
    """
    plans, next_page = _page(stores, question)
    standing = {status.plan.id: status for status in records.budget_statuses(stores.results).all()}
    data_as_of, sources = _basis(stores, {plan.currency for plan in plans})
    return Budgets(
        data_as_of=data_as_of,
        sources=sources,
        next_page=next_page,
        budgets=tuple(_state(stores, plan, standing.get(plan.id)) for plan in plans),
    )


def budget(stores: ReadStores, question: OneBudgetQuestion) -> OneBudget:
    """One budget plan, where it stands, and the budgets below it.

    Raises:
        NotFound: there is no such budget.
    """
    table = records.budgets(stores.control)
    document = table.found(question.id)
    if document is None or not _is_seen(stores, plan := table.read(document)):
        raise NotFound(f"there is no budget {question.id!r}")
    whole = stores.sight.is_whole
    change = budget_changes(stores.control).found(plan.id) if whole else None
    state = _state(stores, plan, _status(stores, plan.id))
    data_as_of, sources = _basis(stores, {plan.currency})
    return OneBudget(
        revision=document.revision,
        data_as_of=data_as_of,
        sources=sources,
        currency=plan.currency,
        plan=state.plan,
        status=state.status,
        changed=budget_changes(stores.control).read(change) if change else None,
        parts=tuple(
            _state(stores, one, _status(stores, one.id))
            for one in children_of(plan, table.all())
            if whole
        ),
    )


def burn_up(stores: ReadStores, question: OneBudgetQuestion) -> BurnUpAnswer:
    """What a budget's period has cost by each day, the even line to its limit, what is expected.

    Raises:
        NotFound: there is no such budget, or no run has judged it yet.
    """
    table, plans = burn_ups(stores.results), records.budgets(stores.control)
    document, plan = table.found(question.id), plans.found(question.id)
    status = _status(stores, question.id)
    if (
        document is None
        or plan is None
        or not _is_seen(stores, plans.read(plan))
        # It may have been judged when it was on other accounts.
        or (status is not None and not _is_seen(stores, status.plan))
    ):
        raise NotFound(f"there is no standing of a budget {question.id!r}")
    found = table.read(document)
    data_as_of, sources = _basis(stores, {found.currency})
    return BurnUpAnswer(
        data_as_of=data_as_of,
        sources=sources,
        currency=found.currency,
        id=found.budget_id,
        period_start=found.period_start,
        period_end=found.period_end,
        as_of=found.as_of,
        limit=found.limit,
        points=found.points,
        basis=found.basis if stores.sight.is_whole else HIDDEN,
    )


def _page(stores: ReadStores, question: BudgetQuestion) -> tuple[Sequence[BudgetPlan], str | None]:
    table = records.budgets(stores.control)
    if stores.sight.is_whole:
        return page_of(table, question, lambda plan: plan.id)
    seen = [plan for plan in table.all() if _is_seen(stores, plan)]
    page, _, next_page = slice_of(question, str(len(seen)), len(seen), lambda part: seen[part])
    return page, next_page


def _is_seen(stores: ReadStores, plan: BudgetPlan) -> bool:
    """Whether the caller sees every account that a plan is on."""
    accounts = plan.accounts or (None,)
    return all(stores.sight.sees(account) for account in accounts)


def _state(stores: ReadStores, plan: BudgetPlan, status: BudgetStatus | None) -> BudgetState:
    """A plan and its standing as the caller may see them: of others' budgets nothing."""
    if stores.sight.is_whole:
        return BudgetState(plan=plan, status=status)
    alone = plan.model_copy(update={"parent": None})
    if status is None or status.plan.accounts != plan.accounts:
        return BudgetState(plan=alone, status=None)
    own = {
        "plan": status.plan.model_copy(update={"parent": None}),
        "roll_up": None,
        "warnings": (),
        "basis": HIDDEN,
    }
    return BudgetState(plan=alone, status=status.model_copy(update=own))


def _status(stores: ReadStores, name: str) -> BudgetStatus | None:
    table = records.budget_statuses(stores.results)
    document = table.found(name)
    return table.read(document) if document else None


def _basis(stores: ReadStores, currencies: Collection[str]) -> tuple[str | None, tuple[str, ...]]:
    """When the ledgers of some currencies were read, and from what; of sources that others share
    nothing is told."""
    if not stores.sight.is_whole:
        return None, ()
    ledgers = [
        ledger
        for known in currency_ledgers(stores.costs)
        if known.currency in currencies
        for ledger in known.ledgers
    ]
    return oldest(ledger.as_of for ledger in ledgers), distinct(one.source for one in ledgers)
