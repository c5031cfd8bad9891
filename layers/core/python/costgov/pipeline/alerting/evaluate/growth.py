"""Growth: seven settled days against the seven before."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.rules import GrowthRule
from costgov.domain.alerting.signal import Fact, Link, RuleKind, Signal
from costgov.domain.money import EXACT
from costgov.domain.period import Window
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

DAYS: Final = 7
_SHOWN: Final = 28

type Week = tuple[Window, Decimal]


def evaluate(rule: GrowthRule, ground: Ground) -> Verdict:
    """A signal for every series that has grown."""
    looked = series_of(rule, ground)
    signals = list(looked.kept)
    for series in looked.series:
        signals += _judged(rule, series, ground)
    return Verdict(tuple(signals), notes=looked.notes)


def _judged(rule: GrowthRule, series: Series, ground: Ground) -> list[Signal]:
    latest = days_back(series.settled, DAYS)
    before = days_back(latest.start - timedelta(days=1), DAYS)
    now, then = series.total(latest), series.total(before)
    if now is None or then is None:
        return list(ground.kept(rule.name, series.subject))
    if ground.is_planned(series.subject, latest):
        return []
    increase = EXACT.subtract(now, then)
    grown = percent(increase, then)
    found = strength(grown, increase, rule.above_percent, rule.clear_percent, rule.minimum)
    if found is None:
        return []
    signal = _signal(rule, series, ground, ((latest, now), (before, then)))
    return [signal.model_copy(update={"strength": found})]


def _signal(rule: GrowthRule, series: Series, ground: Ground, weeks: tuple[Week, Week]) -> Signal:
    subject, currency = series.subject, series.subject.currency
    latest, before = weeks
    increase = EXACT.subtract(latest[1], before[1])
    grown = percent(increase, before[1])
    open_alert = ground.open_on(rule.name, subject)
    ledger = ground.ledgers[currency or ""]
    return Signal(
        rule=rule.name,
        kind=RuleKind.GROWTH,
        subject=subject,
        period=open_alert.signal.period if open_alert else series.settled.isoformat(),
        severity=rule.levels.of(increase),
        title=f"{capital(named(subject))}: {money(increase, currency)} more in {DAYS} days than "
        f"in the {DAYS} before ({in_percent(grown)})",
        why=f"{rule.name}: more than {in_percent(rule.above_percent)} in {DAYS} days and at least "
        f"{money(rule.minimum, currency)}; over below {in_percent(rule.clear_percent)}",
        facts=(
            Fact(label="Last 7 days", text=_words(latest, currency)),
            Fact(label="7 days before", text=_words(before, currency)),
        ),
        drivers=drivers(ground, subject, latest[0], before[0], increase),
        drivers_of=f"increase by {parts_named(subject)[:-1]}",
        amount=increase,
        since=open_alert.signal.since if open_alert else latest[0].start,
        as_of=ground.as_of,
        series=tuple(series.points(series.usual, days_back(series.settled, _SHOWN))),
        advice="See what began to cost more, and whether it is wanted.",
        links=(Link(label="Comparison", address=f"/v1/costs/compare?currency={currency}"),),
        basis=f"usage (EffectiveCost), settled up to {series.settled}, "
        f"read {ledger.basis('').as_of}",
    )


def _words(part: Week, currency: str | None) -> str:
    window, amount = part
    last = window.end - timedelta(days=1)
    return f"{money(amount, currency)}, {day_words(window.start)} to {day_words(last)}"
