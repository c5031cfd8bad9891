"""News on its way: from the alert it is stored with into the outbox of every channel.

An item is written only where there is none and no proof of its end; only when every item of a
piece of news is there is the news taken off its alert. So it can be queued again from wherever it
broke off, and ends as if it had been queued once.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from costgov.domain.alerting.alert import Alert, AlertState, News
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.delivery import OutboxItem
from costgov.errors import NotFound, VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.holding import Hold, beyond_budget, hold, is_new
from costgov.pipeline.alerting.life import change
from costgov.pipeline.alerting.records import (
    deliveries,
    delivery_sort,
    news_sort,
    open_alerts,
    outbox,
)
from costgov.pipeline.alerting.routing import channels_of


class _Queueing(NamedTuple):
    """What queueing needs to know: the policy, the alerts beyond weekly budgets, the time."""

    control: DocumentStore
    policy: AlertPolicy
    beyond: Collection[str]
    now: datetime


def queue(control: DocumentStore, news: Iterable[News], policy: AlertPolicy, now: datetime) -> int:
    """Put news into the outbox of every channel it goes to; returns how many items are new.

    Doing it again, also at the same time as somebody else, adds nothing.

    Raises:
        VersionConflict, StoreError: the store refused; what is not queued stays with its alert.
    """
    told = list(news)
    queueing = _Queueing(control, policy, _beyond(control, told, policy), now)
    return sum(_queue_alert(queueing, batch) for batch in _by_alert(told).values())


def put_item(control: DocumentStore, channel: str, news: News, due: Hold, now: datetime) -> bool:
    """Put one piece of news into one outbox; False where it is there already, or was told."""
    try:
        deliveries(control).get(delivery_sort(news.sequence, channel), news.alert.id)
    except NotFound:
        pass
    else:
        return False
    item = OutboxItem(
        channel=channel, news=news, queued_at=now, not_before=due.not_before, held=due.reason
    )
    try:
        outbox(control).put(item, news_sort(news.alert.id, news.sequence), channel, if_version=0)
    except VersionConflict:
        return False
    return True


def waiting(control: DocumentStore, channel: str, alert_id: str = "") -> list[OutboxItem]:
    """What waits in a channel's outbox, of one alert or of all, in order."""
    return outbox(control).all(channel, prefix=f"{alert_id}#" if alert_id else "")


def _queue_alert(queueing: _Queueing, batch: Sequence[News]) -> int:
    """Queue the news of one alert in order; then take it off the alert."""
    control = queueing.control
    went_to = dict.fromkeys(_went_to(control, batch))
    added = 0
    for news in batch:
        alert = news.alert.model_copy(update={"channels": tuple(went_to)})
        channels = channels_of(alert, queueing.policy)
        went_to |= dict.fromkeys(channels)
        for channel in channels:
            due = _due(queueing, channel, news)
            added += put_item(control, channel, news, due, queueing.now)
    _settle(control, batch, tuple(went_to))
    return added


def _due(queueing: _Queueing, channel: str, news: News) -> Hold:
    """When an item may go out; an alert's news keeps its order, held or not.

    Further news waits as long as what is held before it; where that has a reason to go at once,
    what is held before it goes first.
    """
    control, policy, too_many, now = queueing
    beyond = is_new(news) and news.alert.id in too_many
    due = hold(news, channel, policy, now, beyond=beyond)
    earlier = _held_before(control, channel, news)
    if not earlier:
        return due
    if _overtakes(news, due, earlier):
        for item, version in earlier:
            _release(control, item, version, due.not_before)
        return due
    last = max((item for item, _ in earlier), key=lambda item: item.not_before)
    return Hold(last.not_before, last.held) if last.not_before > due.not_before else due


def _overtakes(news: News, due: Hold, earlier: Sequence[tuple[OutboxItem, int]]) -> bool:
    """Whether news is too grave to wait for what was held before it.

    What is over or was decided is no reason to disturb anybody who has not been told of it.
    """
    worse = all(
        news.alert.signal.severity.rank > item.news.alert.signal.severity.rank
        for item, _ in earlier
    )
    asks = news.alert.state is AlertState.OPEN
    return not due.reason and asks and worse


def _held_before(control: DocumentStore, channel: str, news: News) -> list[tuple[OutboxItem, int]]:
    """Items of the alert that are held in a channel, with their versions."""
    if news.sequence == 1:
        return []
    table, prefix = outbox(control), f"{news.alert.id}#"
    documents = control.query(table.partition(channel), prefix=prefix).documents
    items = ((table.read(one), one.version) for one in documents)
    return [
        (item, version)
        for item, version in items
        if item.held and item.news.sequence < news.sequence
    ]


def _release(control: DocumentStore, item: OutboxItem, version: int, at: datetime) -> None:
    """Let a held item go out; whoever changed it meanwhile is sending it already."""
    free = item.model_copy(update={"not_before": at, "held": ""})
    sort = news_sort(item.news.alert.id, item.news.sequence)
    try:
        outbox(control).put(free, sort, item.channel, if_version=version)
    except VersionConflict:
        return


def _went_to(control: DocumentStore, batch: Sequence[News]) -> tuple[str, ...]:
    """The channels that earlier news of the alert went to."""
    if batch[0].sequence == 1:
        return ()
    try:
        return open_alerts(control).get(batch[0].alert.id).channels
    except NotFound:
        return batch[-1].alert.channels


def _settle(control: DocumentStore, batch: Sequence[News], channels: Sequence[str]) -> None:
    """Take queued news off its alert, and note where it went."""
    queued = {news.sequence for news in batch}

    def made(alert: Alert) -> Alert:
        left = tuple(news for news in alert.unqueued if news.sequence not in queued)
        went = tuple(dict.fromkeys((*alert.channels, *channels)))
        return alert.model_copy(update={"unqueued": left, "channels": went})

    change(control, batch[0].alert.id, made)


def _beyond(control: DocumentStore, news: Sequence[News], policy: AlertPolicy) -> set[str]:
    """The alerts beyond the weekly budgets of their teams, read only where one is told of."""
    owners = {one.alert.owner for one in news if is_new(one)}
    limits = {team.name: team.weekly for team in policy.teams if team.name in owners}
    if not any(limits.values()):
        return set()
    stored = {alert.id: alert for alert in open_alerts(control).all()}
    # What was stored a moment ago may not be listed yet.
    alerts = {one.alert.id: one.alert for one in news} | stored
    beyond: set[str] = set()
    for name, weekly in limits.items():
        if weekly is not None:
            beyond |= beyond_budget((one for one in alerts.values() if one.owner == name), weekly)
    return beyond


def _by_alert(news: Iterable[News]) -> dict[str, list[News]]:
    found: dict[str, list[News]] = {}
    for one in sorted(news, key=lambda one: one.sequence):
        found.setdefault(one.alert.id, []).append(one)
    return found
