"""Cost anomaly: events that the analysis has found, unless people expected them."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.rules import AnomalyRule
from costgov.domain.alerting.signal import Driver, Fact, Link, Point, RuleKind, Severity, Signal
from costgov.domain.costs import TOTAL
from costgov.domain.feedback import AnomalyFeedback, state_of
from costgov.domain.insights import AnomalyEvent
from costgov.domain.insights import Driver as Part
from costgov.pipeline import records
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict, days_back
from costgov.pipeline.alerting.evaluate.series import TOP
from costgov.pipeline.alerting.evaluate.words import (
    capital,
    day_words,
    days_words,
    in_percent,
    money,
    named,
    percent,
)

# An event that was over when it was found is told all the same, also if one run could not.
_NEW: Final = timedelta(days=1)
# What was over so long before it was found is history: the first run finds months of it.
_HISTORY: Final = timedelta(days=7)
_SHOWN: Final = 28
_EXPECTED: Final = frozenset({"planned", "wrong"})
_HUNDRED: Final = Decimal(100)


def evaluate(rule: AnomalyRule, ground: Ground) -> Verdict:
    """A signal for every event that goes on or was just found."""
    if "" in ground.unanalysed:
        return Verdict(judged=False, notes=(f"{rule.name}: {ground.unanalysed['']}",))
    feedback = {one.event_id: one for one in records.anomaly_feedback(ground.control).all()}
    signals = list(ground.kept_without_ledger(rule.name))
    notes: list[str] = []
    for currency in sorted(ground.ledgers):
        if reason := ground.unanalysed.get(currency):
            notes.append(f"{rule.name}, {currency}: {reason}")
            signals += ground.kept_of_currency(rule.name, currency)
        else:
            for event in ground.events(currency):
                signals += _judged(rule, event, feedback.get(event.id), ground)
    return Verdict(tuple(signals), notes=tuple(notes))


def _judged(
    rule: AnomalyRule, event: AnomalyEvent, feedback: AnomalyFeedback | None, ground: Ground
) -> Iterator[Signal]:
    if state_of(event, feedback) in _EXPECTED:
        return
    late = ground.as_of - event.found > _NEW or ground.as_of - event.end > _HISTORY
    if not event.ongoing and late:
        return
    signal = _signal(rule, event, ground)
    fires = _is_far(rule, event) and abs(event.impact) >= rule.minimum
    if event.direction == "drop" and not rule.drops:
        return
    yield signal.model_copy(update={"strength": "fires" if fires else "holds"})


def _is_far(rule: AnomalyRule, event: AnomalyEvent) -> bool:
    """Whether it is sure, or as many times what was expected (for a drop as many times less)."""
    more, less = event.actual, event.expected
    if event.direction == "drop":
        more, less = less, more
    ratio = percent(more, less)
    return event.score >= rule.score or ratio is None or ratio >= rule.above_percent


def _signal(rule: AnomalyRule, event: AnomalyEvent, ground: Ground) -> Signal:
    subject = ground.subject(event.dimension, event.value, event.currency)
    drop = event.direction == "drop"
    days = (event.end - event.start).days + 1
    what = f"{money(abs(event.impact), event.currency)} {'under' if drop else 'over'} expected"
    span = f"since {day_words(event.start)}" if event.ongoing else f"on {_span(event)}"
    above = percent(event.actual - event.expected, event.expected)
    return Signal(
        rule=rule.name,
        kind=RuleKind.ANOMALY,
        subject=subject,
        period=event.id,
        severity=Severity.LOW if drop else rule.levels.of(abs(event.impact)),
        title=f"{capital(named(subject))}: {what} {span} ({in_percent(above)})",
        why=_why(rule, event),
        facts=tuple(_facts(event, days)),
        drivers=_drivers(event, ground),
        drivers_of="impact",
        amount=event.impact,
        since=event.start,
        until=None if event.ongoing else event.end,
        as_of=ground.as_of,
        series=_points(event, ground),
        advice="Say whether it is real, planned or wrong: later verdicts learn from it.",
        links=(Link(label="Anomalies", address=f"/v1/anomalies?currency={event.currency}"),),
        basis=f"EffectiveCost read {event.basis.as_of}; {event.basis.method}",
    )


def _span(event: AnomalyEvent) -> str:
    if event.start == event.end:
        return day_words(event.start)
    return f"{day_words(event.start)} to {day_words(event.end)}"


def _why(rule: AnomalyRule, event: AnomalyEvent) -> str:
    said = f"; {'; '.join(event.because)}" if event.because else ""
    return (
        f"{rule.name}: {in_percent(rule.above_percent, signed=False)} of what was expected, or a "
        f"score of {rule.score}, and at least {money(rule.minimum, event.currency)}; score "
        f"{event.score}{said}"
    )


def _facts(event: AnomalyEvent, days: int) -> Iterator[Fact]:
    yield Fact(label="Actual", text=f"{money(event.actual, event.currency)} in {days_words(days)}")
    band = ""
    if event.low is not None and event.high is not None:
        low, high = (money(one, event.currency) for one in (event.low, event.high))
        band = f", between {low} and {high}"
    yield Fact(label="Expected", text=f"{money(event.expected, event.currency)}{band}")
    if event.ongoing:
        yield Fact(label="Goes on", text=f"yes, last on {day_words(event.end)}")
    if event.also_found_by or event.source == "aws":
        yield Fact(label="Found by", text=", ".join((event.source, *event.also_found_by)))


def _drivers(event: AnomalyEvent, ground: Ground) -> tuple[Driver, ...]:
    """The leaves of its tree of drivers that matter most, each by its way there."""
    leaves = sorted(_leaves(event.drivers, (), ground), key=lambda one: -abs(one.amount))
    return tuple(leaves[:TOP])


def _leaves(parts: tuple[Part, ...], way: tuple[str, ...], ground: Ground) -> Iterator[Driver]:
    for part in parts:
        name = part.value or f"no {part.dimension}"
        if called := ground.account_name(part.value):
            name = f"{called} ({part.value})"
        if part.parts:
            yield from _leaves(part.parts, (*way, name), ground)
        else:
            share = round(part.share * _HUNDRED, 1)
            yield Driver(name=", ".join((*way, name)), amount=part.impact, share_percent=share)


def _points(event: AnomalyEvent, ground: Ground) -> tuple[Point, ...]:
    if event.currency not in ground.ledgers:
        return ()
    cut = ground.reader(event.currency).cut(event.dimension or TOTAL)
    daily = cut.daily(event.value)
    return tuple(
        Point(day=day, actual=daily.get(day)) for day in days_back(event.end, _SHOWN).days()
    )
