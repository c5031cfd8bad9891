"""Use case alert: where every budget stands, and one notification per new breach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from costgov.domain.budgets import BudgetStatus
from costgov.domain.costs import ACCOUNT, SERVICE, TOTAL, Scope
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import ALERT, Gap, StepEvent, StepRecord
from costgov.errors import StoreError
from costgov.gateways.ports import CostStore, DocumentStore, Publisher
from costgov.pipeline.alert_budgets import Books, standing
from costgov.pipeline.alert_outbox import Outgoing, due, send
from costgov.pipeline.ledger import CutReader, currency_ledgers, sum_within
from costgov.pipeline.messages import BudgetNews, Notification, Share, budget_notification
from costgov.pipeline.records import budget_statuses, budgets, record_step

TOP_SHARES = 3
UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class AlertPorts:
    """What the use case needs from outside."""

    costs: CostStore
    results: DocumentStore
    control: DocumentStore
    publisher: Publisher


def send_alerts(event: StepEvent, ports: AlertPorts, now: datetime) -> StepRecord:
    """Store the status of every budget and publish what is newly breached.

    A notification that cannot be published stays due and becomes a gap; the others still go out.
    Running twice changes no status and sends nothing twice; running an old day again leaves what
    is known of a later one.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    books = _books(ports.costs, event.as_of)
    plans, newer = budgets(ports.control).all(), _newer(ports.results, event.as_of)
    standings = [
        standing(plan, books.get(plan.currency), ports.results, event.as_of)
        for plan in plans
        if plan.id not in newer
    ]
    statuses = [found.status for found in standings]
    kept = [newer[plan.id] for plan in plans if plan.id in newer]
    budget_statuses(ports.results).make_equal(
        (status.plan.id, status) for status in (*statuses, *kept)
    )
    outgoing = [message for found in standings for message in due(ports.control, found, now)]
    gaps = [gap for message in outgoing for gap in _delivered(message, books, ports, event, now)]
    record = StepRecord(
        step=ALERT,
        expected=len(plans) + len(outgoing),
        got=len(plans) + len(outgoing) - len(gaps),
        gaps=tuple(gaps),
        notes=tuple(_notes(statuses, kept)),
        finished_at=now,
    )
    record_step(ports.control, event.run_id, record)
    return record


def _notes(statuses: Sequence[BudgetStatus], kept: Sequence[BudgetStatus]) -> Iterator[str]:
    for status in statuses:
        if status.state == "no_data":
            yield f"budget {status.plan.id}: no data, {status.basis}"
    for status in kept:
        yield f"budget {status.plan.id}: the standing of {status.as_of} is kept"


def _newer(results: DocumentStore, as_of: date) -> dict[str, BudgetStatus]:
    """Standings of later days: an old day that is run again neither replaces them nor alerts."""
    stored = budget_statuses(results).all()
    return {status.plan.id: status for status in stored if status.as_of > as_of}


def _books(costs: CostStore, as_of: date) -> dict[str, Books]:
    return {
        ledger.currency: Books(ledger, CutReader(costs, ledger.currency, ledger.window(as_of)))
        for ledger in currency_ledgers(costs)
    }


def _delivered(
    outgoing: Outgoing,
    books: Mapping[str, Books],
    ports: AlertPorts,
    event: StepEvent,
    now: datetime,
) -> list[Gap]:
    """Publish one notification; what went wrong, if it did."""
    notification = _notification(outgoing, books)
    try:
        send(ports.control, ports.publisher, outgoing, notification, now)
    except StoreError as error:
        return [
            Gap(
                step=ALERT,
                target=outgoing.newest.breach.budget_id,
                reason=UNDELIVERED,
                detail=str(error),
                retry_after=event.as_of + ONE_DAY,
            )
        ]
    return []


def _notification(outgoing: Outgoing, books: Mapping[str, Books]) -> Notification:
    record = outgoing.newest
    shares_of, shares = _shares(record.status, books.get(record.status.plan.currency))
    news = BudgetNews(
        status=record.status,
        kind=outgoing.kind,
        thresholds=outgoing.thresholds,
        since=record.since,
        shares_of=shares_of,
        shares=shares,
    )
    return budget_notification(news)


def _shares(status: BudgetStatus, books: Books | None) -> tuple[str, list[Share]]:
    """What costs most within the budget: services, or accounts of a service."""
    plan = status.plan
    scopes = {
        TOTAL: (Scope(), SERVICE),
        ACCOUNT: (Scope.account(plan.value or ""), SERVICE),
        SERVICE: (Scope.service(plan.value or ""), ACCOUNT),
    }
    if books is None or plan.dimension not in scopes:
        return "", []
    scope, dimension = scopes[plan.dimension]
    cut = books.reader.cut(dimension, scope)
    window = Window(status.period_start, status.as_of + ONE_DAY)
    shares = [
        Share(value or f"no {dimension}", sum_within(cut.daily(value, plan.metric), window))
        for value in cut.facts
    ]
    costly = [share for share in shares if share.amount > 0]
    return f"{dimension}s", sorted(costly, key=lambda s: (-s.amount, s.name))[:TOP_SHARES]
