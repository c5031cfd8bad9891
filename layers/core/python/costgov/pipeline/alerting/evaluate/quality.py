"""Forecast quality: series whose forecasts have become worse, one alert a currency."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from costgov.domain.accuracy_ledger import AccuracySummary, DriftingSeries, DriftKind
from costgov.domain.alerting.rules import QualityRule
from costgov.domain.alerting.signal import Fact, Link, RuleKind, Severity, Signal, Subject
from costgov.domain.costs import TOTAL
from costgov.pipeline.accuracy_records import accuracy_summaries, series_sort
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict, grown
from costgov.pipeline.alerting.evaluate.words import short

FORECASTS: Final = "forecasts"
SHOWN: Final = 10
_AGAINST: Final[Mapping[DriftKind, str]] = {
    "worse-than-before": "{reference:.1%} before",
    "worse-than-naive": "{reference:.1%} if the week before had just been repeated",
}


def evaluate(rule: QualityRule, ground: Ground) -> Verdict:
    """A signal for every currency with forecasts that have become worse.

    The falls have a hysteresis of their own (domain/drift.py) and stand until settle, which may
    have failed today, finds them recovered.
    """
    found = (one for one in accuracy_summaries(ground.results).all() if one.drifting)
    return Verdict(tuple(_signal(rule, one, ground) for one in found))


def _signal(rule: QualityRule, summary: AccuracySummary, ground: Ground) -> Signal:
    drifting, currency = summary.drifting, summary.currency
    subject = Subject(dimension=FORECASTS, currency=currency)
    before = ground.open_on(rule.name, subject)
    names = {_name(one) for one in drifting}
    what = short(min(names)) if len(names) == 1 else f"{len(names)} series"
    since = min(one.drift.since for one in drifting)
    return Signal(
        rule=rule.name,
        kind=RuleKind.QUALITY,
        subject=subject,
        period=before.signal.period if before else since.isoformat(),
        severity=Severity.LOW,
        title=f"{currency} forecasts of {what} have become worse",
        why=f"{rule.name}: the error (WAPE) of the next seven days, median of the recent forecasts "
        "whose days have settled, against their own past and a repeated week",
        facts=tuple(_facts(summary)),
        since=since,
        as_of=ground.as_of,
        step=grown(before, map(_token, drifting)),
        step_words=f"{len(drifting)} falls of {what} now",
        advice="Look for what has changed in how the money is spent; until they recover, read the "
        "intervals and not only the expected amount.",
        links=(Link(label="Accuracy", address=f"/v1/accuracy?currency={currency}"),),
        basis=f"forecasts settled up to {summary.settled_until}",
    )


def _token(one: DriftingSeries) -> str:
    """Stands for one fall of one series, short whatever the series is called."""
    digest = sha256(series_sort(one.series).encode()).hexdigest()[:8]
    return f"{digest}:{one.drift.kind}"


def _facts(summary: AccuracySummary) -> Iterator[Fact]:
    for number, one in enumerate(summary.drifting[:SHOWN], 1):
        drift = one.drift
        against = _AGAINST[drift.kind].format(reference=drift.reference)
        yield Fact(
            label=f"Series {number}", text=f"{_name(one)}: {drift.wape:.1%} instead of {against}"
        )
    if len(summary.drifting) > SHOWN:
        yield Fact(label="Further", text=f"{len(summary.drifting) - SHOWN} more")


def _name(one: DriftingSeries) -> str:
    series = one.series
    if series.dimension == TOTAL:
        return "all costs"
    return f"{series.dimension} {series.value or '(none)'}"
