"""Trend: the slope of all costs as the analysis stores it, in money a month."""

from decimal import Decimal
from typing import Final

from costgov.domain.alerting.rules import TrendRule
from costgov.domain.alerting.signal import Fact, Link, Point, RuleKind, Signal
from costgov.domain.costs import TOTAL
from costgov.domain.insights import Summary
from costgov.domain.money import exact_sum
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict, days_back
from costgov.pipeline.alerting.evaluate.series import USUAL
from costgov.pipeline.alerting.evaluate.words import in_percent, money, strength

_WEEK: Final = 7
_MONTH: Final = 30
_SHOWN: Final = 28
_CENTS: Final = Decimal("0.01")


def evaluate(rule: TrendRule, ground: Ground) -> Verdict:
    """A signal for every currency whose costs rise."""
    signals = list(ground.kept_without_ledger(rule.name))
    notes: list[str] = []
    for currency in sorted(ground.ledgers):
        summary = ground.summary(currency)
        if summary is not None and summary.trend.label == "decreasing":
            continue  # also where so little is left that no percentage says by how much
        monthly = _monthly(summary, ground) if summary else None
        if summary is None or monthly is None:
            signals += ground.kept_of_currency(rule.name, currency)
            reason = "insufficient history" if summary else f"no analysis of {ground.as_of}"
            notes.append(f"{rule.name}, {currency}: {reason}")
        else:
            signals += _judged(rule, summary, ground, monthly)
    return Verdict(tuple(signals), notes=tuple(notes))


def _monthly(summary: Summary, ground: Ground) -> tuple[Decimal, Decimal] | None:
    """A month at the cost of the latest week, and how much of it the trend has added."""
    if summary.trend.percent is None or summary.settled_until is None:
        return None
    daily = ground.reader(summary.currency).total(categories=USUAL)
    week = [daily.get(day) for day in days_back(summary.settled_until, _WEEK).days()]
    known = [amount for amount in week if amount is not None]
    if not known:
        return None
    month = exact_sum(known) / len(known) * _MONTH
    risen = month - month / (1 + summary.trend.percent / 100)
    return month.quantize(_CENTS), risen.quantize(_CENTS)


def _judged(
    rule: TrendRule, summary: Summary, ground: Ground, monthly: tuple[Decimal, Decimal]
) -> list[Signal]:
    month, risen = monthly
    figure = summary.trend.percent
    found = strength(figure, risen, rule.above_percent, rule.clear_percent, rule.minimum)
    if found is None or figure is None or summary.settled_until is None:
        return []
    currency, days = summary.currency, summary.trend.days
    subject = ground.subject(TOTAL, None, currency)
    open_alert = ground.open_on(rule.name, subject)
    shown = days_back(summary.settled_until, _SHOWN)
    daily = ground.reader(currency).total(categories=USUAL)
    signal = Signal(
        rule=rule.name,
        kind=RuleKind.TREND,
        subject=subject,
        period=open_alert.signal.period if open_alert else ground.as_of.isoformat(),
        strength=found,
        severity=rule.levels.of(risen),
        title=f"All costs rise: about {money(risen, currency)} a month more than {days} days ago "
        f"({in_percent(figure)})",
        why=f"{rule.name}: the trend over {days} days is above {in_percent(rule.above_percent)} "
        f"and {money(rule.minimum, currency)} a month; over below "
        f"{in_percent(rule.clear_percent)}",
        facts=(
            Fact(label="Trend", text=f"{in_percent(figure)} in {days} days, {summary.trend.label}"),
            Fact(label="A month now", text=f"{money(month, currency)} at the last week's cost"),
        ),
        amount=risen,
        since=open_alert.signal.since if open_alert else ground.as_of,
        as_of=ground.as_of,
        series=tuple(Point(day=day, actual=daily.get(day)) for day in shown.days()),
        links=(Link(label="Summary", address=f"/v1/costs/summary?currency={currency}"),),
        basis=f"usage (EffectiveCost), settled up to {summary.settled_until}; "
        f"{summary.basis.method}",
    )
    return [signal]
