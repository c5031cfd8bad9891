"""Spike: the last settled day against what was expected of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from costgov.domain.alerting.rules import AnomalyRule, SpikeRule
from costgov.domain.alerting.signal import Fact, Link, RuleKind, Signal
from costgov.domain.costs import TOTAL
from costgov.domain.insights import AnomalyEvent
from costgov.domain.money import EXACT
from costgov.pipeline import records
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict, days_back
from costgov.pipeline.alerting.evaluate.series import Series, drivers, parts_named, series_of
from costgov.pipeline.alerting.evaluate.words import (
    capital,
    day_words,
    in_percent,
    money,
    named,
    percent,
    strength,
)

USUAL_DAYS: Final = 28
LEAST_DAYS: Final = 14
LEVEL: Final = 95
# Forecasts that are looked through for one made before the day; the latest often know it.
_FORECASTS: Final = 5
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a day cost and was expected to, at most so much with 97.5 % probability, and by what.

    A forecast is of the whole bill; what stands in for it knows of usual cost only.
    """

    actual: Decimal
    amount: Decimal
    high: Decimal | None
    basis: str
    is_whole: bool


def evaluate(rule: SpikeRule, ground: Ground) -> Verdict:
    """A signal for every series whose last settled day stands out.

    A day that the anomaly rule tells of is left to it: one cause is one alert. One that people
    called planned or wrong is not told at all.
    """
    looked = series_of(rule, ground)
    signals = list(looked.kept)
    elsewhere = {currency: list(_elsewhere(ground, currency)) for currency in ground.ledgers}
    for series in looked.series:
        events = elsewhere[series.subject.currency or ""]
        planned = ground.is_planned(series.subject, days_back(series.settled, 1))
        if not planned and not any(_covers(event, series) for event in events):
            signals += _judged(rule, series, ground)
    return Verdict(tuple(signals), notes=looked.notes)


def _elsewhere(ground: Ground, currency: str) -> Iterator[AnomalyEvent]:
    """Events that the anomaly rule tells of, or that people have called something."""
    anomalies = any(isinstance(one, AnomalyRule) and one.enabled for one in ground.rules)
    feedback = {one.event_id for one in records.anomaly_feedback(ground.control).all()}
    for event in ground.events(currency):
        if anomalies or event.id in feedback or event.planned_by:
            yield event


def _covers(event: AnomalyEvent, series: Series) -> bool:
    same = (event.dimension, event.value) == (series.subject.dimension, series.subject.value)
    part = series.subject.dimension == TOTAL
    return (
        event.direction == "rise"
        and (same or part)
        and event.start <= series.settled <= (series.settled if event.ongoing else event.end)
    )


def _judged(rule: SpikeRule, series: Series, ground: Ground) -> list[Signal]:
    expected = _expected(series, ground)
    if expected is None:
        return list(ground.kept(rule.name, series.subject))
    excess = EXACT.subtract(expected.actual, expected.amount)
    above = percent(excess, expected.amount)
    found = strength(above, excess, rule.above_percent, rule.clear_percent, rule.minimum)
    within = expected.high is not None and expected.actual <= expected.high
    if found == "fires" and within:
        found = "holds"
    if found is None:
        return []
    signal = _signal(rule, series, ground, expected)
    return [signal.model_copy(update={"strength": found})]


def _expected(series: Series, ground: Ground) -> Expected | None:
    """By the newest forecast made before the day; else the median of the weeks before it."""
    whole, usual = series.daily.get(series.settled), series.usual.get(series.settled)
    if whole is None or usual is None:
        return None
    forecast = _forecast(series, ground, whole)
    if forecast is not None:
        return forecast
    window = days_back(series.settled - timedelta(days=1), USUAL_DAYS)
    known = [amount for day in window.days() if (amount := series.usual.get(day)) is not None]
    if len(known) < LEAST_DAYS:
        return None
    basis = f"median of the {len(known)} days before"
    return Expected(usual, median(known), None, basis, is_whole=False)


def _forecast(series: Series, ground: Ground, actual: Decimal) -> Expected | None:
    subject = series.subject
    parts = records.forecast_parts(subject.currency or "", subject.dimension, subject.value)
    after = records.day_sort(ground.as_of + timedelta(days=1))
    table = records.forecasts(ground.results)
    made, _ = table.page(*parts, newest_first=True, after=after, limit=_FORECASTS)
    for result in made:
        if result.state == "ok" and result.history_end < series.settled:
            for day in result.days:
                if day.day == series.settled:
                    highs = [one.high for one in day.intervals if one.level == LEVEL]
                    high = highs[0] if highs else None
                    basis = f"forecast of {result.as_of}"
                    return Expected(actual, day.mean, high, basis, is_whole=True)
    return None


def _signal(rule: SpikeRule, series: Series, ground: Ground, expected: Expected) -> Signal:
    actual = expected.actual
    subject, currency, day = series.subject, series.subject.currency, series.settled
    excess = EXACT.subtract(actual, expected.amount)
    above = percent(excess, expected.amount)
    shown = series.daily if expected.is_whole else series.usual
    what = "EffectiveCost" if expected.is_whole else "usage (EffectiveCost)"
    open_alert = ground.open_on(rule.name, subject)
    usual = days_back(day, USUAL_DAYS)
    latest, before = days_back(day, 1), days_back(day - _WEEK, 1)
    return Signal(
        rule=rule.name,
        kind=RuleKind.SPIKE,
        subject=subject,
        period=open_alert.signal.period if open_alert else day.isoformat(),
        severity=rule.levels.of(excess),
        title=f"{capital(named(subject))}: {money(actual, currency)} on {day_words(day)}, "
        f"{money(excess, currency)} over expected ({in_percent(above)})",
        why=f"{rule.name}: more than {in_percent(rule.above_percent)} and "
        f"{money(rule.minimum, currency)} over what was expected of the day; over below "
        f"{in_percent(rule.clear_percent)}",
        facts=_facts(expected, currency),
        drivers=drivers(ground, subject, latest, before, excess),
        drivers_of=f"increase by {parts_named(subject)[:-1]} since the same day of last week",
        amount=excess,
        since=open_alert.signal.since if open_alert else day,
        as_of=ground.as_of,
        series=tuple(series.points(shown, usual, expected.amount)),
        links=(Link(label="Anomalies", address=f"/v1/anomalies?currency={currency}"),),
        basis=f"{what} of {day}, settled; {expected.basis}",
    )


def _facts(expected: Expected, currency: str | None) -> tuple[Fact, ...]:
    band = "" if expected.high is None else f", at most {money(expected.high, currency)}"
    return (
        Fact(label="Actual", text=money(expected.actual, currency)),
        Fact(
            label="Expected",
            text=f"{money(expected.amount, currency)}{band} ({expected.basis})",
        ),
    )
