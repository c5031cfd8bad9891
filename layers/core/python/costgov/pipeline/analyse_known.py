"""What is known of flagged days beforehand: planned events, and what people said of earlier events.

Each rule speaks about one day of one series, from what was known of it on that day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

import pandas as pd

from costgov.analysis.anomalies import detect
from costgov.domain.costs import ACCOUNT, ORG, SERVICE, TAG_PREFIX, TOTAL, USAGE_TYPE, Scope
from costgov.domain.feedback import AnomalyFeedback, FeedbackEntry
from costgov.domain.insights import AnomalyEvent
from costgov.domain.planned_events import PlannedEvent
from costgov.pipeline.analyse_series import Series, slot

# What was wrongly reported is tolerated so long in full, and then less and less up to here.
TOLERATED_FULLY: Final = timedelta(days=90)
TOLERATED: Final = timedelta(days=180)
# A planned level is learned within this; until then, and as long as it lasts, it is accepted.
LEARNED_WITHIN: Final = timedelta(days=45)
# What was planned on a day of the month is accepted on that day of the months of a year.
RECURS_WITHIN: Final = timedelta(days=366)
# A planned event's later days may be so much larger than those that were judged.
SLACK: Final = 1.25
# A real problem is kept out of what is usual so long; a level that stays longer is learned.
KEPT_OUT: Final = timedelta(days=30)
# What explains half of a day's excess explains the day.
EXPLAINS: Final = 0.5

type Amount = Callable[[Mapping[str, str], date, date], tuple[float, float] | None]
"""(conditions, day, first day of the plan) → what the part of the bill that meets the conditions
cost on the day, and usually before the plan; None where no stored cut tells it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the detector says of one flagged day; amounts are floats in the ledger's currency."""

    day: date
    actual: float
    expected: float
    low: float
    high: float
    score: float

    @property
    def excess(self) -> float:
        """How much more than expected the day cost; negative when less."""
        return self.actual - self.expected

    @property
    def deviation(self) -> float | None:
        """The excess in relation to what was expected; None where nothing was."""
        return abs(self.excess / self.expected) if self.expected else None

    @property
    def direction(self) -> Literal["rise", "drop"]:
        """Which side."""
        return "rise" if self.excess > 0 else "drop"

    def beyond(self, change: float) -> "Verdict":
        """The same day, had a change been expected."""
        return Verdict(
            self.day,
            self.actual,
            self.expected + change,
            self.low + change,
            self.high + change,
            self.score,
        )


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Why a flagged day is no news: `by` names the planned event or the event spoken about."""

    kind: Literal["calendar", "planned", "wrong"]
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A flagged day with what is known of it; `because` says what changed the verdict, if not all
    of it was accepted."""

    verdict: Verdict
    accepted: Acceptance | None = None
    because: str | None = None


@dataclass(frozen=True)
class Known:
    """What was said of events of one ledger, and what is planned in it."""

    feedback: Sequence[AnomalyFeedback]
    plans: Sequence[PlannedEvent]
    amount: Amount

    def judge(self, series: Series, verdict: Verdict) -> Judged:
        """A flagged day in the light of what is known: the calendar first, then people's words."""
        planned = self._planned(series, verdict)
        if planned is not None:
            return planned
        because = None
        for said in self.feedback:
            if (said.dimension, said.value) != (series.dimension, series.value):
                continue
            if said.direction != verdict.direction:
                continue
            if said.latest.verdict == "planned" and _goes_on(said, verdict):
                return Judged(verdict, _accepted("planned", said))
            if said.latest.verdict == "wrong" and verdict.day > said.latest.end:
                if _tolerated(said.latest, verdict):
                    return Judged(verdict, _accepted("wrong", said))
                because = _exceeds(said)
        return Judged(verdict, because=because)

    def _planned(self, series: Series, verdict: Verdict) -> Judged | None:
        for plan in self.plans:
            if plan.on(verdict.day):
                judged = self._under(plan, series, verdict)
                if judged is not None:
                    return judged
        return None

    def _under(self, plan: PlannedEvent, series: Series, verdict: Verdict) -> Judged | None:
        """The day under one plan; None where the plan has nothing to do with it."""
        told = self._cost(plan, series, verdict)
        if told is None:
            return None
        cost, usual = told
        excess, change = cost - usual, _change(plan, usual)
        explains = abs(excess) >= EXPLAINS * abs(verdict.excess)
        if not explains or any(one * verdict.excess <= 0 for one in (excess, change or excess)):
            return None
        beyond = verdict.beyond(change or 0.0)
        within = beyond.low <= verdict.actual <= beyond.high
        if change is None or within or beyond.excess * change <= 0:
            return Judged(verdict, _of(plan))
        return Judged(beyond, because=f"more than planned event {plan.name!r} explains")

    def _cost(
        self, plan: PlannedEvent, series: Series, verdict: Verdict
    ) -> tuple[float, float] | None:
        """What the plan's part of a series cost on the day, and usually."""
        own = {} if series.value is None else {series.dimension: series.value}
        conditions = own | plan.conditions
        if any(conditions[dimension] != value for dimension, value in own.items()):
            return None
        if conditions == own:
            return verdict.actual, verdict.expected
        return self.amount(conditions, verdict.day, plan.start)


def _of(plan: PlannedEvent) -> Acceptance:
    days = str(plan.start) if plan.start == plan.end else f"{plan.start} to {plan.end}"
    return Acceptance("calendar", plan.name, f"planned event {plan.name!r}, {days}")


def _change(plan: PlannedEvent, usual: float) -> float | None:
    if plan.change_amount is not None:
        return float(plan.change_amount)
    return None if plan.change_percent is None else float(plan.change_percent) / 100 * usual


def _accepted(kind: Literal["planned", "wrong"], said: AnomalyFeedback) -> Acceptance:
    latest = said.latest
    note = f": {latest.note}" if latest.note else ""
    because = f"said to be {kind} by {latest.who} on {latest.at.date()}{note}"
    return Acceptance(kind, said.event_id, because)


def _exceeds(said: AnomalyFeedback) -> str:
    return f"more than event {said.event_id} of {said.start}, which was wrongly reported"


def _goes_on(said: AnomalyFeedback, verdict: Verdict) -> bool:
    """Whether a day is the planned event's own, its level going on, or its day of the month."""
    latest, day = said.latest, verdict.day
    if day < said.start:
        return False
    if day <= latest.end:
        return True
    if latest.peak is None or abs(verdict.excess) > SLACK * abs(float(latest.peak)):
        return False
    if day <= latest.end + LEARNED_WITHIN:
        return True
    days = (said.start + timedelta(days=n) for n in range((latest.end - said.start).days + 1))
    return day <= latest.end + RECURS_WITHIN and slot(day) in {slot(one) for one in days}


def _tolerated(entry: FeedbackEntry, verdict: Verdict) -> bool:
    """Whether a day deviates no more than what was wrongly reported, less as time goes by."""
    age = max(timedelta(0), verdict.day - entry.at.date() - TOLERATED_FULLY)
    weight = max(0.0, 1 - age / (TOLERATED - TOLERATED_FULLY))
    if verdict.deviation is not None and entry.deviation is not None:
        return verdict.deviation <= weight * float(entry.deviation)
    return abs(verdict.excess) <= weight * abs(float(entry.peak or Decimal(0)))


def cut_of(conditions: Mapping[str, str]) -> tuple[Scope, str, str | None] | None:
    """The stored cut and value that the conditions together are; None where there is none."""
    if not conditions:
        return ORG, TOTAL, None
    rest = dict(conditions)
    if len(rest) == 1:
        [(dimension, value)] = rest.items()
        return ORG, dimension, value
    scope = ORG
    if SERVICE in rest:
        scope = Scope.service(rest.pop(SERVICE))
        if len(rest) == 2 and rest.keys() == {ACCOUNT, USAGE_TYPE}:
            scope = scope.within(ACCOUNT, rest.pop(ACCOUNT))
    elif ACCOUNT in rest:
        scope = Scope.account(rest.pop(ACCOUNT))
    if len(rest) != 1:
        return None
    [(dimension, value)] = rest.items()
    if dimension.startswith(TAG_PREFIX) != (scope.kind == ACCOUNT):
        return None
    return scope, dimension, value


@dataclass(frozen=True, slots=True)
class RealDays:
    """Days of a series that were a real problem, so that they are not what is usual.

    With `told` they are days of an event of ours; without, AWS's event tells of them.
    """

    series: Series
    direction: Literal["rise", "drop"]
    start: date
    end: date
    told: bool = True

    @classmethod
    def of(
        cls, feedback: Iterable[AnomalyFeedback], stored: Iterable[AnomalyEvent]
    ) -> tuple["RealDays", ...]:
        """The days of every event said to be real, up to their bound; `stored` are ours."""
        ends = {event.id: event.end for event in stored}
        return tuple(
            cls(
                Series(said.dimension, said.value),
                said.direction,
                said.start,
                min(ends.get(said.event_id, said.latest.end), said.start + KEPT_OUT),
                told=said.event_id in ends,
            )
            for said in feedback
            if said.latest.verdict == "real"
        )

    def rows(self, frame: pd.DataFrame) -> pd.Series:
        """Which rows of a frame with `unique_id` and `ds` are these days."""
        days = frame["ds"].between(pd.Timestamp(self.start), pd.Timestamp(self.end))
        return (frame["unique_id"] == self.series.id) & days


def detect_apart(
    history: pd.DataFrame, real: Sequence[RealDays], sensitivity: float = 1.0
) -> pd.DataFrame:
    """`detect`, with the days that were a real problem left out of what is learned.

    Each of those days is judged by the days before its problem, earlier problems left out, and
    stays flagged where the event is ours.
    """
    learned, shown = history, []
    for problem in sorted(real, key=lambda one: one.start):
        rows = problem.rows(learned)
        if rows.any():
            shown.append(_judged_alone(learned, problem, sensitivity))
            learned = learned[~rows]
    parts = [detect(learned, sensitivity=sensitivity), *shown]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _judged_alone(history: pd.DataFrame, problem: RealDays, sensitivity: float) -> pd.DataFrame:
    """The verdict on each of a problem's days, had the others not been there."""
    own = history["unique_id"] == problem.series.id
    before = history[own & (history["ds"] < pd.Timestamp(problem.start))]
    days = history[problem.rows(history)]
    alone = [
        pd.concat([before, days.iloc[[number]]]).assign(unique_id=f"{number:03d}")
        for number in range(len(days))
    ]
    judged = detect(pd.concat(alone, ignore_index=True), sensitivity=sensitivity)
    judged = judged.groupby("unique_id").tail(1)
    excess = judged["y"] - judged["expected"]
    side = excess > 0 if problem.direction == "rise" else excess < 0
    return judged.assign(unique_id=problem.series.id, is_anomaly=side & problem.told)
