"""Use case watch: what an alarm of any source says opens, updates or resolves its alert."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched, zip_longest
from typing import Final, Literal

from costgov.clock import instant_text
from costgov.domain.alerting.alarms import AlarmChange
from costgov.domain.alerting.alert import Alert, alert_id
from costgov.domain.alerting.rules import AlarmRule
from costgov.domain.alerting.signal import Fact, RuleKind, Signal, Subject
from costgov.errors import NotFound, VersionConflict
from costgov.gateways.alert_ports import Wake
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.life import Findings
from costgov.pipeline.alerting.records import alarm_changes, waiting_changes
from costgov.pipeline.alerting.rule_records import rules_in_force
from costgov.pipeline.alerting.telling import Teller

STATE: Final = "state"
"""The period of an alarm's alert: an alarm is in one state at a time, so it has one alert."""

NO_DATA: Final = "no-data"
_REASON: Final = 500
# So that one who is killed has taken in some for good.
_AT_ONCE: Final = 100
# Labels that change make ever new alarms of Alertmanager's.
_KEPT_FOR: Final = timedelta(days=400)

type Watched = Literal["told", "older"]


def watch(change: AlarmChange, control: DocumentStore, wake: Wake, now: datetime) -> Watched:
    """Take in that an alarm has changed: ALARM opens its alert, OK resolves it.

    INSUFFICIENT_DATA says so on an open alert and never resolves it: nobody knows. Changes may
    come twice or in another order than they happened; one that is older than the last is left.

    Raises:
        VersionConflict: somebody else took in a change of this alarm meanwhile; try again.
        StoreError: the control table refused; try again.
    """
    if not _remembered(change, control):
        return "older"
    _tell_latest([change], control, wake, now)
    return "told"


def keep_waiting(changes: Iterable[AlarmChange], control: DocumentStore) -> None:
    """Store changes for the deliver function to take in; doing it again changes nothing.

    Raises:
        StoreError: the control table refused.
    """
    for change in changes:
        waiting_changes(control).put(change, _waiting_sort(change))


def take_waiting(control: DocumentStore, wake: Wake, now: datetime) -> int:
    """Take in what waits, in the order it happened; returns how many changes that were.

    What somebody else is taking in at the same moment goes on waiting.

    Raises:
        StoreError: the control table refused; what was not taken in still waits.
    """
    waiting, taken = waiting_changes(control), 0
    for changes in _rounds(waiting.all()):
        heard = [(change, _heard(change, control)) for change in changes]
        try:
            _tell_latest([one for one, known in heard if known == "told"], control, wake, now)
        except VersionConflict:
            return taken
        for change, known in heard:
            if known != "contested":
                waiting.delete(_waiting_sort(change))
                taken += 1
    return taken


def _rounds(changes: Iterable[AlarmChange]) -> Iterator[list[AlarmChange]]:
    """Changes of different alarms, some at a time: of one alarm the first, then the second …"""
    for some in batched(changes, _AT_ONCE, strict=False):
        by_alarm: dict[tuple[str, str], list[AlarmChange]] = {}
        for change in some:
            by_alarm.setdefault((change.source, change.key), []).append(change)
        for several in zip_longest(*by_alarm.values()):
            yield [change for change in several if change is not None]


def _heard(change: AlarmChange, control: DocumentStore) -> Literal["told", "older", "contested"]:
    try:
        return "told" if _remembered(change, control) else "older"
    except VersionConflict:
        return "contested"


def _waiting_sort(change: AlarmChange) -> str:
    return f"{instant_text(change.at)}#{change.source}#{change.key}"


def _remembered(change: AlarmChange, control: DocumentStore) -> bool:
    """Store a change as its alarm's last; False where a later one is known."""
    table, until = alarm_changes(control), change.at + _KEPT_FOR
    try:
        stored = table.versioned(change.key, change.source)
    except NotFound:
        table.put(change, change.key, change.source, if_version=0, expires_at=until)
        return True
    before = table.read(stored)
    if before.at > change.at:
        return False
    if before != change:
        version = stored.version
        table.put(change, change.key, change.source, if_version=version, expires_at=until)
    return True


def _tell_latest(
    changes: Sequence[AlarmChange], control: DocumentStore, wake: Wake, now: datetime
) -> None:
    """Tell changes of different alarms, and what each alarm has said meanwhile."""
    table = alarm_changes(control)
    while changes:
        _tell(changes, control, wake, now)
        newest = [table.get(change.key, change.source) for change in changes]
        changes = [new for new, told in zip(newest, changes, strict=True) if new != told]


def _tell(
    changes: Sequence[AlarmChange], control: DocumentStore, wake: Wake, now: datetime
) -> None:
    [rule] = [one for one in rules_in_force(control) if isinstance(one, AlarmRule)]
    teller = Teller.of(control, wake)
    known = {alert.id: alert for alert in teller.open_alerts()}
    signals: list[Signal] = []
    over: set[str] = set()
    for change in changes:
        signal = _signal(change, rule, now)
        before = known.get(alert_id(signal))
        if change.state == "OK" or not rule.enabled:
            over.add(alert_id(signal))
        elif change.state == "ALARM":
            signals.append(_since(signal, before))
        elif before is not None:
            signals.append(_silent(before, change, now))
    teller.tell(Findings(now.date(), signals, only=over), now)


def _signal(change: AlarmChange, rule: AlarmRule, now: datetime) -> Signal:
    reason, since = change.reason[:_REASON], change.since or change.at
    return Signal(
        rule=change.rule,
        kind=RuleKind.KPI,
        subject=Subject(
            dimension=change.source,
            value=change.key,
            account=change.account,
            region=change.region,
            team=change.team,
        ),
        period=STATE,
        severity=change.severity or rule.severity,
        title=change.title,
        why=f"{change.rule}: the alarm is on; over when it says OK",
        facts=(*([Fact(label="Reason", text=reason)] if reason else []), *change.facts),
        since=since.date(),
        as_of=now.date(),
        step="alarm",
        links=change.links,
        basis=f"the alarm's state since {since:%Y-%m-%d %H:%M} UTC",
    )


def _since(signal: Signal, before: Alert | None) -> Signal:
    """The alarm again: an alert that is open began when it began."""
    return signal if before is None else signal.model_copy(update={"since": before.signal.since})


def _silent(before: Alert, change: AlarmChange, now: datetime) -> Signal:
    """An open alert whose alarm gets no data: still open, and it says why."""
    signal = before.signal
    since = f"{change.at:%Y-%m-%d %H:%M} UTC"
    facts = [fact for fact in signal.facts if fact.label != "No data"]
    return signal.model_copy(
        update={
            "facts": (
                Fact(label="No data", text=f"since {since}: {change.reason[:_REASON]}"),
                *facts,
            ),
            "as_of": now.date(),
            "step": f"{NO_DATA}:{change.at:%Y-%m-%dT%H:%M}",
            "step_words": f"the alarm has no data since {since}: nobody knows whether it is over",
        }
    )
