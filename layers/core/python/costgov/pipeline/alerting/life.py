"""The alerts of the stored results: one per rule, subject and period, changed one write at a time.

Every change is one conditional write that holds its own news (`Alert.unqueued`): a run that is
killed anywhere has either made a change and its news or neither, and the next run queues what is
left. Whoever writes second reads again what the first has made of the alert, and goes on from that.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from costgov.domain.alerting.alert import Alert, AlertPlace, News, alert_id
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.alerting.life import (
    REOPENS_WITHIN,
    gone,
    opened,
    seen,
    snooze_is_over,
    woken,
)
from costgov.domain.alerting.signal import Signal
from costgov.errors import NotFound, VersionConflict
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.records import alert_places, open_alerts, past_alerts, past_sort
from costgov.pipeline.alerting.routing import owner_of

_TRIES: Final = 8
"""So often a change is made anew when somebody else has changed the alert meanwhile."""


class Findings(NamedTuple):
    """What was found as of a day, and what was looked for: what of that is not there is over.

    `judged` are the names of rules that could be judged for every subject, `only` the ids of
    single alerts whose cause was looked for.
    """

    as_of: date
    signals: Sequence[Signal]
    judged: Collection[str] = ()
    only: Collection[str] = ()

    def looked_for(self, alert: Alert) -> bool:
        """Whether an alert without a signal is known to have no cause any more."""
        return alert.signal.rule in self.judged or alert.id in self.only


type Change = Callable[[Alert], Alert]


class Held(NamedTuple):
    """An alert as it was read, and the version it was read in."""

    alert: Alert
    version: int


type Live = dict[str, Held]


def advance(
    control: DocumentStore, findings: Findings, policy: AlertPolicy, now: datetime
) -> list[News]:
    """Open, update, wake, resolve and reopen alerts by what the rules have found as of a day.

    Returns all news that is not queued yet, in order, that of earlier runs too. Running twice
    changes nothing and returns what is still unqueued.

    Raises:
        VersionConflict: others keep changing the same alert; run again.
        StoreError: the store refused; what was done stands, run again.
    """
    found, live = _strongest(findings.signals), _listed(control)
    for signal in found.values():
        _see(control, live, signal, owner_of(signal, policy), now)
    for name in live.keys() - found.keys():
        if findings.looked_for(live[name].alert):
            live[name] = _changed(control, live[name], lambda one: gone(one, findings.as_of, now))
    news = _roused(control, live, now)
    _put_away(control, live.values(), now)
    return news


def rouse(control: DocumentStore, now: datetime) -> list[News]:
    """Wake alerts whose snooze is over; returns all news that is not queued yet, in order.

    Raises:
        VersionConflict, StoreError: as of `advance`.
    """
    return _roused(control, _listed(control), now)


def alert_of(control: DocumentStore, name: str) -> Alert:
    """The alert of an id, however long ago it was resolved.

    Raises:
        NotFound: there is none.
    """
    try:
        return open_alerts(control).get(name)
    except NotFound:
        return _past(control, name)


def change(control: DocumentStore, name: str, made: Change) -> Alert:
    """Make a change to an alert that somebody else may be changing too, and return it.

    An alert of long ago that is changed is a present one again.

    Raises:
        NotFound: there is no such alert.
        VersionConflict, StoreError: as of `advance`; and whatever `made` raises.
    """
    return _changed(control, _found(control, name), made).alert


def _strongest(signals: Iterable[Signal]) -> dict[str, Signal]:
    """One signal per alert: what fires before what holds, the most severe, the latest."""
    found: dict[str, Signal] = {}
    for signal in signals:
        name = alert_id(signal)
        if name not in found or _strength(signal) > _strength(found[name]):
            found[name] = signal
    return found


def _strength(signal: Signal) -> tuple[date, bool, int]:
    return signal.as_of, signal.strength == "fires", signal.severity.rank


def _listed(control: DocumentStore) -> Live:
    """Every alert that is open or may be reopened, by id."""
    table, after = open_alerts(control), None
    live: Live = {}
    while True:
        page = control.query(table.partition(), after=after)
        live |= {one.sk: Held(table.read(one), one.version) for one in page.documents}
        if (after := page.next_after) is None:
            return live


def _see(
    control: DocumentStore, live: Live, signal: Signal, owner: str | None, now: datetime
) -> None:
    """Make what a signal makes of its alert, if there is one or it opens one."""
    name = alert_id(signal)

    def made(alert: Alert) -> Alert:
        return seen(alert, signal, owner, now)

    if name in live:
        live[name] = _changed(control, live[name], made)
    elif signal.strength == "fires":
        live[name] = _opened(control, signal, owner, now, made)


def _opened(
    control: DocumentStore, signal: Signal, owner: str | None, now: datetime, made: Change
) -> Held:
    """Open an alert, unless another run has done so since the alerts were listed.

    One of long ago goes on counting its news: receivers and proofs know them by their numbers.
    """
    try:
        told = alert_places(control).get(alert_id(signal)).news
    except NotFound:
        told = 0
    alert = opened(signal, owner, now, told)
    try:
        return Held(alert, open_alerts(control).put(alert, alert.id, if_version=0))
    except VersionConflict:
        return _changed(control, _found(control, alert.id), made)


def _changed(control: DocumentStore, held: Held, made: Change) -> Held:
    """Make a change to an alert, or to what it is by now."""
    for _ in range(_TRIES):
        after = made(held.alert)
        if after == held.alert:
            return held
        try:
            version = open_alerts(control).put(after, after.id, if_version=held.version)
        except VersionConflict:
            held = _found(control, after.id)
        else:
            return Held(after, version)
    raise VersionConflict(f"alert {held.alert.id} keeps being changed by others")


def _found(control: DocumentStore, name: str) -> Held:
    """An alert as it is now; raises NotFound."""
    table = open_alerts(control)
    try:
        document = table.versioned(name)
    except NotFound:
        return Held(_past(control, name), 0)
    return Held(table.read(document), document.version)


def _past(control: DocumentStore, name: str) -> Alert:
    try:
        place = alert_places(control).get(name)
        return past_alerts(control).get(place.sort)
    except NotFound as error:
        raise NotFound(f"there is no alert {name}") from error


def _roused(control: DocumentStore, live: Live, now: datetime) -> list[News]:
    for name, held in live.items():
        if snooze_is_over(held.alert, now):
            live[name] = _changed(control, held, lambda one: woken(one, now))
    return [news for held in live.values() for news in held.alert.unqueued]


def _put_away(control: DocumentStore, live: Iterable[Held], now: datetime) -> None:
    """Keep what was resolved long ago and is fully queued where it is not read every day.

    Written there before it is removed here; if it is changed in between it stays, and what is
    kept of it there is replaced the next time.
    """
    for alert, version in live:
        resolved = alert.resolved_at
        if alert.unqueued or resolved is None or now - resolved <= REOPENS_WITHIN:
            continue
        place = AlertPlace(id=alert.id, sort=past_sort(alert), news=alert.news)
        past_alerts(control).put(alert, place.sort)
        alert_places(control).put(place, alert.id)
        try:
            open_alerts(control).delete(alert.id, if_version=version)
        except VersionConflict:
            continue
