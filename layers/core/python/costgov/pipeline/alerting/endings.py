"""How an item of an outbox ends: told, or given up and told by another channel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from costgov.domain.alerting.channels import EMAIL, EVENTS, AlertPolicy
from costgov.domain.alerting.delivery import Delivery, DeliveryState, OutboxItem
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.holding import Hold
from costgov.pipeline.alerting.leasing import Leased, prove, remove, thread_before
from costgov.pipeline.alerting.outbox import put_item
from costgov.pipeline.channels.contract import Receipt

_NOTE: Final = 1_000


def prove_sent(
    control: DocumentStore, leased: Leased, receipt: Receipt, thread: str, now: datetime
) -> None:
    """Keep that a receiver took an item whose alert has that thread on the channel so far.

    A digest is nothing to thread under: what an alert's first message began goes on.
    """
    begun = thread if leased.item.digest else receipt.thread or thread
    proof = _proof(leased, DeliveryState.SENT, begun, now)
    prove(control, proof.model_copy(update={"reference": receipt.reference}))


def give_up(
    control: DocumentStore,
    policy: AlertPolicy,
    leased: Leased,
    why: tuple[DeliveryState, str],
    now: datetime,
) -> None:
    """End an item that its channel will not tell; before that is proven, another has it to tell."""
    item = leased.item
    state, error = why
    _tell_elsewhere(control, policy, item, error, now)
    proof = _proof(leased, state, thread_before(control, item), now)
    prove(control, proof.model_copy(update={"error": error}))
    remove(control, item)


def _proof(leased: Leased, state: DeliveryState, thread: str, now: datetime) -> Delivery:
    item = leased.item
    return Delivery(
        channel=item.channel,
        alert_id=item.news.alert.id,
        sequence=item.news.sequence,
        state=state,
        at=now,
        attempts=item.attempts,
        thread=thread,
        repeated=leased.doubtful,
    )


def _tell_elsewhere(
    control: DocumentStore, policy: AlertPolicy, item: OutboxItem, error: str, now: datetime
) -> None:
    """Queue news that its channel will not tell, where it was neither told nor queued."""
    lacking = f"Not told by channel {item.channel}: {error}"
    note = f"{item.news.note} {lacking}".strip()[:_NOTE]
    news = item.news.model_copy(update={"note": note})
    for other in _instead_of(item, policy):
        put_item(control, other, news, Hold(now, item.held), now)


def _instead_of(item: OutboxItem, policy: AlertPolicy) -> Sequence[str]:
    """Who tells what a channel does not: e-mail; for e-mail those that take such a severity.

    Where none takes it, all do. The bus is for programs: what it lacks, people were told.
    """
    if item.channel == EVENTS:
        return ()
    if item.channel != EMAIL:
        return (EMAIL,)
    rank = item.news.alert.signal.severity.rank
    taking = [one.name for one in policy.channels if one.minimum.rank <= rank]
    return taking or [one.name for one in policy.channels]
