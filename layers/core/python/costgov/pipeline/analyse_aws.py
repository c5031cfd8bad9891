"""AWS's findings among our events: the same cause told once, others as events of their own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

from costgov.analysis.drivers import OTHER, severity
from costgov.domain.aws_findings import AwsFinding, RootCause
from costgov.domain.costs import ACCOUNT, REGION, SERVICE, TOTAL, USAGE_TYPE
from costgov.domain.insights import AnomalyEvent, Basis, Driver
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.planned_events import PlannedEvent

CURRENCY: Final = "USD"
"""AWS tells its findings in US dollars, whatever the bill's currency."""
SOURCE: Final = "aws_cost_anomaly_detection"
# AWS dates a finding by when it saw it, which may be a day off.
_OFF: Final = timedelta(days=1)
# A finding of AWS's grows for so long; then it is over.
_GROWS: Final = timedelta(days=2)
_PLACES: Final = Decimal("0.0001")
_LEVELS: Final[tuple[tuple[str, Callable[[RootCause], str | None]], ...]] = (
    (SERVICE, lambda cause: cause.service),
    (ACCOUNT, lambda cause: cause.account),
    (USAGE_TYPE, lambda cause: cause.usage_type),
    (REGION, lambda cause: cause.region),
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a finding is judged by: the run's day, what a usual month costs, and what is planned."""

    as_of: date
    usual_month: Decimal
    plans: Sequence[PlannedEvent] = ()


def with_aws(
    ours: Iterable[AnomalyEvent],
    stored: Iterable[AnomalyEvent],
    findings: Iterable[AwsFinding],
    around: Surroundings,
) -> list[AnomalyEvent]:
    """Our events, marked where AWS found them too, and an event for each other finding.

    `stored` tells since when a finding has been an event. Findings that began after the run's
    day are left as they are stored.
    """
    events = [event.model_copy(update={"also_found_by": ()}) for event in ours]
    before = {event.id: event for event in stored if event.source == "aws"}
    alone: list[AnomalyEvent] = []
    for finding in sorted(findings, key=lambda one: (one.start, one.id)):
        same = [number for number, event in enumerate(events) if same_cause(event, finding)]
        for number in same:
            events[number] = events[number].model_copy(update={"also_found_by": ("aws",)})
        name = _id(finding)
        if not same and finding.start > around.as_of:
            alone += [before[name]] if name in before else []
        elif not same:
            found = before[name].found if name in before else around.as_of
            alone.append(_event(finding, found, around))
    return events + alone


def same_cause(event: AnomalyEvent, finding: AwsFinding) -> bool:
    """Whether the days overlap, the direction is the same and AWS names the event's series.

    The total's event has no name: there, one of its drivers does.
    """
    if event.direction != ("rise" if finding.impact >= 0 else "drop"):
        return False
    if finding.start - _OFF > event.end or finding.end + _OFF < event.start:
        return False
    named = {(level, read(cause)) for cause in finding.causes for level, read in _LEVELS}
    if event.dimension != TOTAL:
        return (event.dimension, event.value) in named
    return any((part.dimension, part.value) in named for part in event.drivers if part.value)


def _event(finding: AwsFinding, found: date, around: Surroundings) -> AnomalyEvent:
    dimension, value = _series(finding)
    actual, expected = _amounts(finding)
    plan = next((plan for plan in around.plans if _is_planned(plan, finding)), None)
    return AnomalyEvent(
        id=_id(finding),
        currency=CURRENCY,
        dimension=dimension,
        value=value,
        start=finding.start,
        end=finding.end,
        found=found,
        ongoing=finding.end + _GROWS >= around.as_of,
        direction="rise" if finding.impact >= 0 else "drop",
        actual=actual,
        expected=expected,
        low=None,
        high=None,
        impact=finding.impact,
        score=min(max(finding.score, Decimal(0)), Decimal(1)),
        severity=severity(finding.impact, around.usual_month),
        drivers=tuple(_drivers(finding)),
        planned_by=plan.name if plan else None,
        because=(f"planned event {plan.name!r}, {plan.start} to {plan.end}",) if plan else (),
        source="aws",
        basis=Basis(
            sources=(SOURCE,), as_of=finding.read_at, method=f"AWS monitor {finding.monitor}"
        ),
    )


def _amounts(finding: AwsFinding) -> tuple[Decimal, Decimal]:
    """Actual and expected; of what AWS does not tell, the impact tells one by the other."""
    actual, expected = finding.actual, finding.expected
    if expected is None:
        expected = Decimal(0) if actual is None else EXACT.subtract(actual, finding.impact)
    return EXACT.add(expected, finding.impact) if actual is None else actual, expected


def _id(finding: AwsFinding) -> str:
    return sha256(f"aws#{finding.id}".encode()).hexdigest()[:16]


def _series(finding: AwsFinding) -> tuple[str, str | None]:
    """What the finding is about: a service, else an account, else all costs."""
    for level, read in _LEVELS[:2]:
        names = {read(cause) for cause in finding.causes}
        if len(names) == 1 and (name := names.pop()) is not None:
            return level, name
    return TOTAL, None


def _drivers(finding: AwsFinding) -> Iterable[Driver]:
    """What AWS says the causes contributed, on each level it names; they add up to the impact."""
    told = [cause for cause in finding.causes if cause.contribution is not None]
    for level, read in _LEVELS:
        names = list(dict.fromkeys(name for cause in told if (name := read(cause)) is not None))
        parts: list[tuple[str, Decimal]] = [
            (
                name,
                exact_sum(
                    cause.contribution
                    for cause in finding.causes
                    if cause.contribution is not None and read(cause) == name
                ),
            )
            for name in names
        ]
        rest = EXACT.subtract(finding.impact, exact_sum(amount for _, amount in parts))
        if parts and rest:
            parts.append((OTHER, rest))
        for name, amount in parts:
            share = (amount / finding.impact).quantize(_PLACES) if finding.impact else Decimal(0)
            yield Driver(dimension=level, value=name, impact=amount, share=share)


def _is_planned(plan: PlannedEvent, finding: AwsFinding) -> bool:
    named = {(level, read(cause)) for cause in finding.causes for level, read in _LEVELS}
    return plan.on(finding.start) and all(one in named for one in plan.conditions.items())
