"""KPI: measures on their latest day against the threshold they were given."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.rules import KpiRule
from costgov.domain.alerting.signal import Fact, Link, Point, RuleKind, Signal, Subject
from costgov.domain.measures import CloudWatchSource, Measure
from costgov.domain.money import amount_text
from costgov.pipeline.alerting.evaluate.capacity import MEASURE
from costgov.pipeline.alerting.evaluate.ground import LATE, Ground, Verdict, days_back
from costgov.pipeline.alerting.evaluate.words import capital, day_words, in_percent, percent
from costgov.pipeline.measure_store import stored_values
from costgov.pipeline.use_records import measures

_SHOWN: Final = 28
_HUNDRED: Final = Decimal(100)


def evaluate(rule: KpiRule, ground: Ground) -> Verdict:
    """A signal for every measure at or above its threshold.

    What has no value of the last days is unknown: its open alert stays.
    """
    signals: list[Signal] = []
    notes: list[str] = []
    for measure in measures(ground.control).all():
        wanted = not rule.measures or measure.name in rule.measures
        if measure.threshold is None or not wanted:
            continue
        values = stored_values(ground.results, measure.name, days_back(ground.as_of, _SHOWN))
        if not values or ground.as_of - max(values) > LATE:
            notes.append(f"{rule.name}: measure {measure.name} has no value of the last days")
            signals += ground.kept(rule.name, _subject(measure))
        else:
            signals += _judged(rule, measure, measure.threshold, values, ground)
    return Verdict(tuple(signals), notes=tuple(notes))


def _subject(measure: Measure) -> Subject:
    source = measure.source if isinstance(measure.source, CloudWatchSource) else None
    return Subject(
        dimension=MEASURE,
        value=measure.name,
        account=source.account if source else None,
        region=source.region if source else None,
    )


def _judged(
    rule: KpiRule, measure: Measure, limit: Decimal, values: dict[date, Decimal], ground: Ground
) -> Iterator[Signal]:
    last = max(values)
    value = values[last]
    if value < limit * (_HUNDRED - rule.clear_percent) / _HUNDRED:
        return
    subject = _subject(measure)
    open_alert = ground.open_on(rule.name, subject)
    reached = percent(value, limit) or Decimal(0)
    yield Signal(
        rule=rule.name,
        kind=RuleKind.KPI,
        subject=subject,
        period=open_alert.signal.period if open_alert else last.isoformat(),
        strength="fires" if value >= limit else "holds",
        severity=rule.levels.of(reached),
        title=f"{capital(measure.name)}: {_words(value, measure)} on {day_words(last)}, "
        f"threshold {_words(limit, measure)}",
        why=f"{rule.name}: the measure reaches its threshold; over when it is "
        f"{in_percent(rule.clear_percent, signed=False)} below",
        facts=(
            Fact(label="Value", text=_words(value, measure)),
            Fact(label="Of the threshold", text=in_percent(reached, signed=False)),
        ),
        since=open_alert.signal.since if open_alert else _since(values, limit, last),
        as_of=ground.as_of,
        series=tuple(
            Point(day=day, actual=values.get(day), expected=limit)
            for day in days_back(last, _SHOWN).days()
        ),
        links=(Link(label="Measures", address="/v1/measures"),),
        basis=f"daily values of {measure.name}, the latest of {last}",
    )


def _since(values: dict[date, Decimal], limit: Decimal, last: date) -> date:
    """The first of the unbroken days at or above the limit up to the last one."""
    first = last
    while values.get(first - timedelta(days=1), limit - 1) >= limit:
        first -= timedelta(days=1)
    return first


def _words(value: Decimal, measure: Measure) -> str:
    return f"{amount_text(value)} {measure.unit}"
