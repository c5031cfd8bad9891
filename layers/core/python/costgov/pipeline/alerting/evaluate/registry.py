"""Every kind of rule that the daily step judges, with the module that does."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from costgov.domain.alerting.rules import ALARM_PREFIXES, BUILT_IN, Rule
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import ALERT, Gap
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline.alerting.evaluate import (
    anomaly,
    budget,
    capacity,
    commitment,
    credit,
    delivery,
    efficiency,
    growth,
    kpi,
    quality,
    spike,
    trend,
    unit_cost,
)
from costgov.pipeline.alerting.evaluate.ground import Evaluation, Ground, Verdict

UNJUDGED: Final = "unjudged"

EVALUATORS: Final[Mapping[str, Callable[[Any, Ground], Verdict]]] = {
    "budget": budget.evaluate,
    "spike": spike.evaluate,
    "trend": trend.evaluate,
    "growth": growth.evaluate,
    "capacity": capacity.evaluate,
    "anomaly": anomaly.evaluate,
    "kpi": kpi.evaluate,
    "efficiency": efficiency.evaluate,
    "unit-cost": unit_cost.evaluate,
    "credits": credit.evaluate,
    "commitment": commitment.evaluate,
    "delivery": delivery.evaluate,
    "quality": quality.evaluate,
}

ELSEWHERE: Final = frozenset({"run", "access", "own-cost", "alarm"})
"""Kinds that are judged when they happen: at the end of a run, when an alarm changes."""


def evaluate(ground: Ground, rules: Iterable[Rule]) -> Evaluation:
    """What all rules of the daily step say.

    A rule that is switched off, or is there no longer, counts as judged: its alerts end. One that
    cannot read what it needs is a gap and judges nothing; the others go on.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    wanted = list(rules)
    verdicts: dict[str, Verdict] = {}
    gaps: list[Gap] = []
    for rule in wanted:
        if rule.kind not in EVALUATORS:
            continue
        try:
            verdicts[rule.name] = EVALUATORS[rule.kind](rule, ground) if rule.enabled else Verdict()
        except (InvalidInput, NotFound) as error:
            gaps.append(_gap(rule, ground, str(error)))
    return Evaluation(
        signals=tuple(one for verdict in verdicts.values() for one in verdict.signals),
        judged=frozenset(name for name, verdict in verdicts.items() if verdict.judged)
        | frozenset(_gone(ground, wanted)),
        gaps=tuple(gaps),
        notes=tuple(note for verdict in verdicts.values() for note in verdict.notes),
    )


def _gap(rule: Rule, ground: Ground, detail: str) -> Gap:
    return Gap(
        step=ALERT,
        target=rule.name,
        reason=UNJUDGED,
        detail=detail,
        retry_after=ground.as_of + ONE_DAY,
    )


def _gone(ground: Ground, rules: Sequence[Rule]) -> Iterator[str]:
    """Rules that have open alerts and are there no longer, alarms' too if they are switched off."""
    known = {rule.name for rule in (*rules, *BUILT_IN)}
    alarms = any(rule.enabled for rule in rules if rule.kind == "alarm")
    for alert in ground.open_alerts:
        name = alert.signal.rule
        if name not in known and not (alarms and name.startswith(ALARM_PREFIXES)):
            yield name
