"""Efficiency: use over target of accounts and measures, too low or too high."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from costgov.domain.alerting.rules import EfficiencyRule
from costgov.domain.alerting.signal import Fact, Link, RuleKind, Signal, Subject
from costgov.domain.efficiency import EfficiencyReport, GroupScores, MeasureScores
from costgov.pipeline.alerting.evaluate.capacity import MEASURE
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict, still
from costgov.pipeline.alerting.evaluate.reports import missing, of_today
from costgov.pipeline.alerting.evaluate.words import capital, in_percent
from costgov.pipeline.use_records import efficiencies

type Side = Literal["idle", "strained"]


@dataclass(frozen=True, slots=True)
class Scored:
    """One thing with its score, None where too little of it is known."""

    subject: Subject
    name: str
    efficiency: Decimal | None
    facts: tuple[Fact, ...]


def evaluate(rule: EfficiencyRule, ground: Ground) -> Verdict:
    """A signal for whatever is used too little or too much."""
    report = of_today(efficiencies(ground.results), ground)
    if report is None:
        return Verdict(judged=False, notes=tuple(missing(rule.name, "efficiency report", ground)))
    signals: list[Signal] = []
    for scored in _scored(report, ground):
        if scored.efficiency is None:
            signals += ground.kept(rule.name, scored.subject)
        else:
            signals += _judged(rule, scored, scored.efficiency, report, ground)
    return Verdict((*signals, *_silent(rule, report, ground)))


def _scored(report: EfficiencyReport, ground: Ground) -> Iterator[Scored]:
    for group in report.groups:
        if group.dimension != "service":
            yield _group(group, ground)
    for measure in report.measures:
        yield _measure(measure)


def _group(group: GroupScores, ground: Ground) -> Scored:
    """A group's score; what is known of less than half of it says nothing of the whole."""
    whole = group.dimension == "organisation"
    subject = ground.subject("total" if whole else group.dimension, group.value, None)
    known = group.efficiency if 2 * group.known >= group.resources else None
    called = f" {subject.account_name}" if subject.account_name else ""
    name = "all resources" if whole else f"resources of account{called} {group.value}"
    facts = (
        Fact(label="Known", text=f"{group.known} of {group.resources} resources"),
        Fact(label="Too low, too high", text=f"{group.low}, {group.high}"),
    )
    return Scored(subject, name, known, facts)


def _measure(scores: MeasureScores) -> Scored:
    use = in_percent(scores.use_percent, signed=False)
    target = in_percent(scores.target_percent, signed=False)
    facts = (Fact(label="Use of the limit", text=f"{use}, target {target}"),)
    subject = Subject(dimension=MEASURE, value=scores.measure)
    return Scored(subject, scores.measure, scores.efficiency, facts)


def _side(rule: EfficiencyRule, score: Decimal) -> tuple[Side, Literal["fires", "holds"]] | None:
    if score < rule.below:
        return "idle", "fires"
    if score > rule.above:
        return "strained", "fires"
    if score < rule.below + rule.margin:
        return "idle", "holds"
    return ("strained", "holds") if score > rule.above - rule.margin else None


def _judged(
    rule: EfficiencyRule,
    scored: Scored,
    score: Decimal,
    report: EfficiencyReport,
    ground: Ground,
) -> Iterator[Signal]:
    found = _side(rule, score)
    if found is None:
        return
    side, strength = found
    open_alert = ground.open_on(rule.name, scored.subject, f"{side}:")
    idle = side == "idle"
    bound = f"below {rule.below}" if idle else f"above {rule.above}"
    yield Signal(
        rule=rule.name,
        kind=RuleKind.EFFICIENCY,
        subject=scored.subject,
        period=open_alert.signal.period if open_alert else f"{side}:{ground.as_of}",
        strength=strength,
        severity=rule.idle if idle else rule.strained,
        title=f"{capital(scored.name)}: efficiency {score}, "
        + ("less than half used" if idle and rule.below == Decimal("0.5") else bound),
        why=f"{rule.name}: use over target is {bound}; over when it is {rule.margin} inside",
        facts=scored.facts,
        since=open_alert.signal.since if open_alert else ground.as_of,
        as_of=ground.as_of,
        advice="See the recommendations for what is too large."
        if idle
        else "It has no room left for a peak: make room or add capacity.",
        links=(Link(label="Efficiency", address="/v1/efficiency"),),
        basis=f"{', '.join(report.basis.sources)} as of {report.basis.as_of}; "
        f"{report.basis.method}",
    )


def _silent(rule: EfficiencyRule, report: EfficiencyReport, ground: Ground) -> Iterator[Signal]:
    """Open alerts on measures that the report says nothing of: nobody sent their values."""
    told = {one.measure for one in report.measures}
    for alert in ground.open_of(rule.name):
        subject = alert.signal.subject
        if subject.dimension == MEASURE and subject.value not in told:
            yield still(alert)
