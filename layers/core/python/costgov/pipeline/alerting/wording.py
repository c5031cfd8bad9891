"""What a message says, in words and in order; every channel that people read is made of these."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.alert import Alert, AlertEntry, AlertState, Happening, News
from costgov.domain.alerting.closing import closing_words, person
from costgov.domain.alerting.signal import Driver, Fact, RuleKind, Signal, Subject
from costgov.domain.money import amount_text, display
from costgov.pipeline.alerting.evaluate.words import day_words
from costgov.pipeline.alerting.plain import plain

DRIVERS: Final = 5
"""So many drivers a message shows; those beyond are counted."""

_PREFIXES: Final = {
    Happening.OPENED: "",
    Happening.UPDATED: "Update: ",
    Happening.REOPENED: "Back again: ",
    Happening.WOKEN: "Still there: ",
    Happening.ACKNOWLEDGED: "Acknowledged: ",
    Happening.SNOOZED: "Snoozed: ",
    Happening.PLANNED: "Planned: ",
    Happening.RESOLVED: "Resolved: ",
}
# As the product stores instants; to the minute is enough to read.
_INSTANT: Final = re.compile(r"\b(20\d\d-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z")
_AT_STAKE: Final = frozenset({RuleKind.CREDITS, RuleKind.COMMITMENT})
_DECIDED: Final = {
    AlertState.ACKNOWLEDGED: Happening.ACKNOWLEDGED,
    AlertState.SNOOZED: Happening.SNOOZED,
    AlertState.PLANNED: Happening.PLANNED,
}
ASKING: Final = frozenset(
    {Happening.OPENED, Happening.UPDATED, Happening.REOPENED, Happening.WOKEN}
)
"""News that somebody should look at; the others tell that somebody has, or that it is over."""


def headline(news: News) -> str:
    """What has happened, with the signal's own line of money and direction."""
    return _PREFIXES[news.what] + _title(news.alert)


def standing(alert: Alert) -> str:
    """How an alert stands in one line, whatever happened last: `Snoozed: Amazon EC2 is …`."""
    if alert.state is AlertState.OPEN:
        return _title(alert)
    return f"{str(alert.state).capitalize()}: {_title(alert)}"


def figures(news: News) -> tuple[Fact, ...]:
    """What is new, what it comes to, since when, and how it stands: the facts that come first.

    Where the signal has a fact of that name itself, its own is kept.
    """
    own = {fact.label for fact in news.alert.signal.facts}
    return tuple(
        fact for fact in _figures(news) if fact.label not in own or fact in news.alert.signal.facts
    )


def background(news: News) -> tuple[Fact, ...]:
    """Whose it is, where, and why it was told: the facts that come after the drivers."""
    return tuple(_background(news))


def to_do(news: News) -> tuple[Fact, ...]:
    """What to do about it, and how to say that somebody does."""
    alert, signal = news.alert, news.alert.signal
    facts = (
        [Fact(label="To do", text=signal.advice)] if signal.advice and news.what in ASKING else []
    )
    if signal.kind is RuleKind.RECOMMENDATION:
        return tuple(facts)
    if alert.state is AlertState.OPEN:
        facts.append(Fact(label="Acknowledge", text=f"costgov alerts ack {alert.id}"))
    else:
        facts.append(Fact(label="History", text=f"costgov alerts show {alert.id}"))
    return tuple(facts)


def money(amount: Decimal, currency: str | None) -> str:
    """An amount as people read it; of an unknown currency digit for digit."""
    return display(amount, currency) if currency else amount_text(amount)


def drivers_shown(news: News) -> tuple[tuple[Driver, ...], int]:
    """The drivers that are shown, and how many more there are."""
    drivers = news.alert.signal.drivers
    return drivers[:DRIVERS], max(0, len(drivers) - DRIVERS)


def instant(at: datetime) -> str:
    """An instant to the minute."""
    return f"{day_words(at.date())} {at:%H:%M} UTC"


def decision(alert: Alert) -> AlertEntry | None:
    """Who made the alert what it is, None while nobody has."""
    what = _DECIDED.get(alert.state)
    entries = (entry for entry in reversed(alert.history) if entry.what is what)
    return next(entries, None)


def state(alert: Alert, named: Callable[[str], str] = person) -> str:
    """How an alert stands: `acknowledged by jane, 20 Nov 2026 09:12 UTC`."""
    said = str(alert.state)
    if alert.state is AlertState.SNOOZED and alert.snoozed_until is not None:
        said += f" until {instant(alert.snoozed_until)}"
    if alert.state is AlertState.RESOLVED and alert.resolved_at is not None:
        said += f", {instant(alert.resolved_at)}"
    entry = decision(alert)
    return said if entry is None else f"{said} by {named(entry.who)}, {instant(entry.at)}"


def seen_to(alert: Alert, named: Callable[[str], str] = person) -> str:
    """Who took an alert on, and when."""
    if alert.acknowledged_at is None:
        return "nobody acknowledged it"
    return f"acknowledged by {named(alert.acknowledged_by)}, {instant(alert.acknowledged_at)}"


def place(subject: Subject) -> str:
    """The account and region it lies in, empty where it lies in none."""
    if subject.account is None:
        return subject.region or ""
    known = subject.account_name and subject.account_name != subject.account
    account = f"{subject.account_name} ({subject.account})" if known else subject.account
    return f"{account}, {subject.region}" if subject.region else account


def _title(alert: Alert) -> str:
    return plain(alert.signal.title) or plain(alert.signal.rule) or "an alert"


def _figures(news: News) -> Iterator[Fact]:
    signal = news.alert.signal
    if news.what is Happening.UPDATED:
        yield Fact(label="New", text=news.note or signal.step or "its figures have changed")
    if not news.alert.is_open:
        yield from _closing(news)
        yield from signal.facts
        return
    stance = tuple(_stance(news))
    if news.what not in ASKING:
        yield from stance
    yield from signal.facts
    if signal.amount is not None:
        yield Fact(label=_money_label(signal), text=_so_far(signal, signal.amount))
    if signal.kind is not RuleKind.RECOMMENDATION:
        yield _lasting(signal)
    if news.what in ASKING:
        yield from stance


def _lasting(signal: Signal) -> Fact:
    """Since when, or which days it was there."""
    first, last = signal.since, signal.until
    if last is None:
        text = f"{day_words(first)}, {_days(first, signal.as_of)}, still running"
        return Fact(label="Since", text=text)
    span = day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"
    return Fact(label="Days", text=f"{span}, {_days(first, last)}, over")


def _closing(news: News) -> Iterator[Fact]:
    """What it came to in all, how long it was there, and who saw to it."""
    alert, signal = news.alert, news.alert.signal
    if signal.amount is not None:
        yield Fact(label="Total", text=money(signal.amount, signal.subject.currency))
    last = signal.until or signal.as_of
    span = f"{day_words(signal.since)} to {day_words(last)}"
    yield Fact(label="Lasted", text=f"{_days(signal.since, last)}, {span}")
    yield Fact(label="Seen to", text=seen_to(alert))
    # Its words tell what is told above, one by one.
    if news.note not in {"", closing_words(alert)}:
        yield Fact(label="Note", text=news.note)


def _stance(news: News) -> Iterator[Fact]:
    """How an open alert stands where somebody has decided, and what was noted with it."""
    if news.alert.state is not AlertState.OPEN:
        yield Fact(label="State", text=state(news.alert))
    if news.note and news.what is not Happening.UPDATED:
        yield Fact(label="Note", text=news.note)


def _money_label(signal: Signal) -> str:
    if signal.kind in _AT_STAKE:
        return "At stake"
    return "Over" if signal.kind is RuleKind.BUDGET else "Impact"


def _so_far(signal: Signal, amount: Decimal) -> str:
    """An alert's money: of a budget what is above the highest threshold that was crossed."""
    currency, projected = signal.subject.currency, signal.projected
    if signal.kind in _AT_STAKE:
        return money(amount, currency)
    above = " above the highest threshold" if signal.kind is RuleKind.BUDGET else ""
    words = f"{money(amount, currency)}{above} so far"
    if projected is None or projected == amount:
        return words
    return f"{words}, {money(projected, currency)} projected for the period"


def _days(first: date, last: date) -> str:
    count = max(0, (last - first).days) + 1
    return "1 day" if count == 1 else f"{count} days"


def _background(news: News) -> Iterator[Fact]:
    alert, signal = news.alert, news.alert.signal
    if signal.kind is not RuleKind.RECOMMENDATION:
        yield Fact(label="Owner", text=alert.owner or signal.subject.team or "no team is named")
        if where := place(signal.subject):
            yield Fact(label="Account" if signal.subject.account else "Region", text=where)
        yield Fact(label="Severity", text=str(signal.severity))
    named = signal.why.startswith(signal.rule)
    yield Fact(label="Why", text=signal.why if named else f"{signal.rule}: {signal.why}")
    basis = signal.basis or f"as of {day_words(signal.as_of)} (UTC)"
    yield Fact(label="Data", text=_INSTANT.sub(r"\1 \2 UTC", basis))
