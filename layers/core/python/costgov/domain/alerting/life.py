"""What becomes of an alert: its cause is seen or gone, a snooze ends, or somebody decides.

Pure functions of an alert and an instant. What people are to be told is part of the value they
return (`Alert.unqueued`), so that storing the change stores its news.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from costgov.domain.alerting.alert import (
    KEPT,
    SYSTEM,
    Alert,
    AlertEntry,
    AlertNote,
    AlertState,
    Happening,
    News,
    alert_id,
)
from costgov.domain.alerting.closing import closing_words, lasting
from costgov.domain.alerting.signal import Severity, Signal
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput

REOPENS_WITHIN: Final = timedelta(days=14)
"""A cause that returns in the same period so soon reopens its alert; later it opens it anew."""

FLAPS_WITHIN: Final = timedelta(hours=24)
"""A cause that returns so soon was never away: an update, and what was acknowledged stays so."""

LONGEST_SNOOZE: Final = timedelta(days=90)

STEPS: Final = 2_000
"""So many words of steps that were told are remembered, the latest ones."""

type Decided = Literal[
    Happening.ACKNOWLEDGED, Happening.SNOOZED, Happening.PLANNED, Happening.REOPENED
]


class Decision(Frozen):
    """What somebody decides on an alert; only a snooze has an end, `until`."""

    what: Decided
    until: datetime | None = None
    note: Annotated[AlertNote, Field(description="Anything worth remembering.")] = ""


_STATES: Final[dict[Happening, AlertState]] = {
    Happening.ACKNOWLEDGED: AlertState.ACKNOWLEDGED,
    Happening.SNOOZED: AlertState.SNOOZED,
    Happening.PLANNED: AlertState.PLANNED,
    Happening.REOPENED: AlertState.OPEN,
}


def opened(signal: Signal, owner: str | None, now: datetime, told: int = 0) -> Alert:
    """A new alert; `told` is how much was told of it in an earlier life, long ago."""
    alert = Alert(
        id=alert_id(signal),
        signal=signal,
        owner=owner,
        opened_at=now,
        updated_at=now,
        news=told,
        judged=signal.as_of,
    )
    return _told(alert, Happening.OPENED, now)


def seen(alert: Alert, signal: Signal, owner: str | None, now: datetime) -> Alert:
    """The alert after its cause was seen again.

    A signal of an earlier day than the alert was last judged by changes nothing: an old day was
    run again. Figures are stored silently; a severity or a step that nobody was told of is news,
    but while the alert is planned, and, but for the severity, while it is snoozed.
    """
    if _is_old(alert, signal.as_of):
        return alert
    if not alert.is_open:
        return _returned(alert, signal, owner, now) if signal.strength == "fires" else alert
    current = alert.model_copy(update={"signal": signal, "owner": owner, "judged": signal.as_of})
    worse = signal.strength == "fires" and signal.severity.rank > alert.loudest.rank
    if alert.state is AlertState.SNOOZED:
        if worse:
            return _woken(current, now, f"it is {signal.severity} now")
        return woken(current, now) if snooze_is_over(current, now) else _silent(alert, current, now)
    further = signal.strength == "fires" and bool(_untold(alert, signal))
    if alert.state is AlertState.PLANNED or not (worse or further):
        return _silent(alert, current, now)
    words = [signal.step_words] * further + [f"it is {signal.severity} now"] * worse
    return _told(current, Happening.UPDATED, now, note="; ".join(filter(None, words)))


def gone(alert: Alert, as_of: date, now: datetime) -> Alert:
    """The alert after a day's judgement found its cause no longer: resolved, with its impact.

    It is told where the last that people heard was not that already: of an alert that came back
    while it was planned or snoozed nobody was told.
    """
    if not alert.is_open or _is_old(alert, as_of):
        return alert
    closed = alert.model_copy(
        update={
            "state": AlertState.RESOLVED,
            "resolved_at": now,
            "judged": as_of,
        }
    )
    words = closing_words(closed)
    if alert.last_told is Happening.RESOLVED:
        return _noted(closed, Happening.RESOLVED, now, note=words)
    return _told(closed, Happening.RESOLVED, now, note=words)


def snooze_is_over(alert: Alert, now: datetime) -> bool:
    """Whether a snoozed alert is due to come back."""
    until = alert.snoozed_until
    return alert.state is AlertState.SNOOZED and until is not None and until <= now


def woken(alert: Alert, now: datetime) -> Alert:
    """A snoozed alert whose time is over: open again, and told; any other as it is."""
    return _woken(alert, now, "the snooze is over") if snooze_is_over(alert, now) else alert


def decided(alert: Alert, decision: Decision, who: str, now: datetime) -> Alert:
    """The alert after somebody decided on it; the same one where that was said before.

    Raises:
        InvalidInput: only an open alert can be acknowledged, snoozed or planned; a snooze needs an
            end, after `now` and within LONGEST_SNOOZE; nothing else has one.
    """
    _check(alert, decision, now)
    what, note = decision.what, decision.note.strip()
    state = _STATES[what]
    if state is alert.state and decision.until == alert.snoozed_until:
        said = (entry for entry in reversed(alert.history) if entry.what is what)
        last = next(said, None)
        if not note or (last is not None and (last.who, last.note) == (who, note)):
            return alert
    changes: dict[str, Any] = {
        "state": state,
        "snoozed_until": decision.until,
        "planned": what is Happening.PLANNED,
        "resolved_at": None,
    }
    if what is Happening.ACKNOWLEDGED and alert.acknowledged_at is None:
        changes |= {"acknowledged_at": now, "acknowledged_by": who}
    if what is Happening.REOPENED:
        changes |= {"acknowledged_at": None, "acknowledged_by": ""}
        changes["reopened"] = alert.reopened + (not alert.is_open)
    return _told(alert.model_copy(update=changes), what, now, who=who, note=note)


def _check(alert: Alert, decision: Decision, now: datetime) -> None:
    what, until = decision.what, decision.until
    if what is not Happening.REOPENED and not alert.is_open:
        raise InvalidInput(f"alert {alert.id} is resolved; only an open one can be {what}")
    if what is not Happening.SNOOZED:
        if until is not None:
            raise InvalidInput("only a snooze has an end")
        return
    if until is None:
        raise InvalidInput("a snooze needs an end")
    if until <= now:
        raise InvalidInput("a snooze cannot end in the past")
    if until > now + LONGEST_SNOOZE:
        raise InvalidInput(f"a snooze lasts at most {LONGEST_SNOOZE.days} days")


def _is_old(alert: Alert, as_of: date) -> bool:
    return as_of < (alert.judged or alert.signal.as_of)


def _returned(alert: Alert, signal: Signal, owner: str | None, now: datetime) -> Alert:
    """A resolved alert whose cause is there again, in the state that people left it in."""
    away = now - (alert.resolved_at or now)
    flapped = away <= FLAPS_WITHIN
    back = alert.model_copy(
        update={
            "signal": signal,
            "owner": owner,
            "judged": signal.as_of,
            "resolved_at": None,
            "reopened": alert.reopened + 1,
        }
    )
    words = f"it is back, {lasting(away)} after it was resolved"
    if alert.planned:
        return _noted(_as(back, AlertState.PLANNED), Happening.REOPENED, now, note=words)
    worse = signal.severity.rank > alert.loudest.rank
    if alert.snoozed_until is not None and alert.snoozed_until > now and not worse:
        return _noted(_as(back, AlertState.SNOOZED), Happening.REOPENED, now, note=words)
    back = back.model_copy(update={"snoozed_until": None})
    if flapped and alert.acknowledged_at is not None:
        return _told(_as(back, AlertState.ACKNOWLEDGED), Happening.UPDATED, now, note=words)
    if flapped:
        return _told(_as(back, AlertState.OPEN), Happening.UPDATED, now, note=words)
    afresh: dict[str, Any] = {"acknowledged_at": None, "acknowledged_by": "", "steps": ()}
    again = _as(back, AlertState.OPEN).model_copy(update={**afresh, "loudest": Severity.LOW})
    return _told(again, Happening.REOPENED, now, note=words)


def _untold(alert: Alert, signal: Signal) -> list[str]:
    """The words of a signal's step that nobody was told of."""
    told = {word for step in alert.steps for word in step.split()}
    return [word for word in signal.step.split() if word not in told]


def _as(alert: Alert, state: AlertState) -> Alert:
    return alert.model_copy(update={"state": state})


def _woken(alert: Alert, now: datetime, note: str) -> Alert:
    awake = alert.model_copy(update={"state": AlertState.OPEN, "snoozed_until": None})
    return _told(awake, Happening.WOKEN, now, note=note)


def _silent(before: Alert, after: Alert, now: datetime) -> Alert:
    return before if after == before else after.model_copy(update={"updated_at": now})


def _noted(
    alert: Alert, what: Happening, now: datetime, *, who: str = SYSTEM, note: str = ""
) -> Alert:
    """The alert with an entry in its history."""
    entry = AlertEntry(at=now, who=who, what=what, note=note)
    return alert.model_copy(update={"history": (*alert.history, entry)[-KEPT:], "updated_at": now})


def _told(
    alert: Alert, what: Happening, now: datetime, *, who: str = SYSTEM, note: str = ""
) -> Alert:
    """The alert with an entry in its history and the news of it."""
    signal, called = alert.signal, what in {Happening.OPENED, Happening.REOPENED}
    steps = (*alert.steps, *_untold(alert, signal))[-STEPS:]
    after = _noted(alert, what, now, who=who, note=note).model_copy(
        update={
            "news": alert.news + 1,
            "steps": steps,
            "loudest": max(alert.loudest, signal.severity, key=lambda one: one.rank),
            "last_told": what,
            "called_at": now if called else alert.called_at,
            "unqueued": (),
        }
    )
    news = News(alert=after, what=what, sequence=after.news, at=now, who=who, note=note)
    return after.model_copy(update={"unqueued": (*alert.unqueued, news)})
