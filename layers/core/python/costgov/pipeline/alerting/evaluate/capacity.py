"""Capacity: what is as likely as not full within some days, from the stored forecasts of use."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from costgov.domain.alerting.rules import CapacityRule
from costgov.domain.alerting.signal import Fact, Link, RuleKind, Signal, Subject
from costgov.domain.capacity import CapacityOutlook, CapacityReport
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict, still
from costgov.pipeline.alerting.evaluate.reports import missing, of_today
from costgov.pipeline.alerting.evaluate.words import capital, day_words, days_words, short
from costgov.pipeline.use_records import capacities, measures

MEASURE: Final = "measure"
RESOURCE: Final = "resource"
_UNKNOWN: Final = frozenset({"unknown", "insufficient history"})


def evaluate(rule: CapacityRule, ground: Ground) -> Verdict:
    """A signal for every metric that reaches its threshold soon.

    A measure that is at its own threshold already is the KPI rule's.
    """
    report = of_today(capacities(ground.results), ground)
    if report is None:
        return Verdict(judged=False, notes=tuple(missing(rule.name, "capacity report", ground)))
    of_kpi = {one.name for one in measures(ground.control).all() if one.threshold is not None}
    signals: list[Signal] = []
    for outlook in report.measures:
        if not (outlook.subject in of_kpi and _is_full(outlook)):
            signals += _judged(rule, outlook, _subject(MEASURE, outlook), ground)
    for outlook in report.resources:
        signals += _judged(rule, outlook, _subject(RESOURCE, outlook), ground)
    signals += _not_looked_at(rule, report, ground)
    return Verdict(tuple(signals))


def _subject(dimension: str, outlook: CapacityOutlook) -> Subject:
    return Subject(
        dimension=dimension,
        value=outlook.subject,
        account=outlook.account_id,
        region=outlook.region,
    )


def _is_full(outlook: CapacityOutlook) -> bool:
    return outlook.crossing.state == "crossed"


def _judged(
    rule: CapacityRule, outlook: CapacityOutlook, subject: Subject, ground: Ground
) -> Iterator[Signal]:
    open_alert = ground.open_on(rule.name, subject, f"{outlook.component}:")
    if outlook.crossing.state in _UNKNOWN:
        if open_alert is not None:
            yield still(open_alert)
        return
    full = _full_on(outlook, ground.as_of)
    if full is None:
        return
    left = (full - ground.as_of).days
    if left > rule.within_days + rule.clear_days:
        return
    period = f"{outlook.component}:{ground.as_of}"
    yield Signal(
        rule=rule.name,
        kind=RuleKind.CAPACITY,
        subject=subject.model_copy(
            update={"account_name": ground.account_name(outlook.account_id)}
        ),
        period=open_alert.signal.period if open_alert else period,
        strength="fires" if left <= rule.within_days else "holds",
        severity=rule.deadlines.of(left),
        title=_title(outlook, full, left),
        why=f"{rule.name}: as likely as not at {outlook.threshold} {outlook.unit} within "
        f"{days_words(rule.within_days)}; over when it is {days_words(rule.clear_days)} further "
        "off",
        facts=tuple(_facts(outlook)),
        since=open_alert.signal.since if open_alert else ground.as_of,
        as_of=ground.as_of,
        advice="Order or free capacity before that day." if left else "Free or add capacity now.",
        links=(Link(label="Capacity", address="/v1/capacity"),),
        basis=f"{outlook.statistic} of {days_words(outlook.history_days)}; {outlook.method}",
    )


def _full_on(outlook: CapacityOutlook, as_of: date) -> date | None:
    return as_of if _is_full(outlook) else outlook.crossing.median


def _title(outlook: CapacityOutlook, full: date, left: int) -> str:
    name = short(outlook.subject_name or outlook.subject.rpartition(":")[2])
    limit = f"{outlook.threshold.normalize():f} {outlook.unit}"
    what = name if outlook.component == name else f"{short(outlook.component)} of {name}"
    if not left:
        return f"{capital(what)} has reached {limit}"
    when = f"on {day_words(full)}, in {days_words(left)}"
    return f"{capital(what)} is expected to reach {limit} {when}"


def _facts(outlook: CapacityOutlook) -> Iterator[Fact]:
    if outlook.value is not None:
        yield Fact(label="Now", text=f"{outlook.value.normalize():f} {outlook.unit}")
    crossing = outlook.crossing
    if crossing.earliest is not None:
        latest = f" to {day_words(crossing.latest)}" if crossing.latest else " or later"
        yield Fact(label="Likely between", text=f"{day_words(crossing.earliest)}{latest} (80 %)")
    if outlook.order_by is not None:
        lead = days_words(outlook.lead_time_days)
        yield Fact(label="Order by", text=f"{day_words(outlook.order_by)} (lead time {lead})")
    for risk in crossing.risks:
        yield Fact(label=f"Risk in {risk.days} days", text=f"{risk.probability:.0%}")


def _not_looked_at(rule: CapacityRule, report: CapacityReport, ground: Ground) -> list[Signal]:
    """Open alerts on what may have been left out of the forecasts for want of room."""
    if not report.left_out:
        return []
    known = {one.subject for one in (*report.measures, *report.resources)}
    return [
        still(alert)
        for alert in ground.open_of(rule.name)
        if alert.signal.subject.value not in known
    ]
