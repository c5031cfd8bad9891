"""Anomalies of one ledger: flagged days of total, services and accounts, with their drivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.drivers import severity
from costgov.domain.costs import ACCOUNT, SERVICE, TAG_PREFIX, TOTAL, Scope
from costgov.domain.feedback import AnomalyFeedback
from costgov.domain.insights import AnomalyEvent
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.planned_events import PlannedEvent
from costgov.pipeline.analyse_drivers import DriverTrees
from costgov.pipeline.analyse_events import Episode, episodes, is_told_anew, one_per_cause
from costgov.pipeline.analyse_forecast import places
from costgov.pipeline.analyse_known import Known, RealDays, cut_of, detect_apart
from costgov.pipeline.analyse_series import TYPICAL_DAYS, Calendar, Days, Series
from costgov.pipeline.ledger import CurrencyLedger, CutReader

WATCHED = (SERVICE, ACCOUNT)
SCAN_DAYS = 60
MONTH_DAYS = 30
# An event must amount to this share of the ledger's usual day to be worth a reader's time.
LEAST_IMPACT = Decimal("0.01")
# One-offs of the whole ledger explain a day of a series that cannot tell them apart.
ONE_OFF_EXPLAINS = 0.5
METHOD = "usual cost against a range learned from earlier days, for parts and whole alike"


@dataclass(frozen=True)
class Watch:
    """What is watched in one ledger, and what its days were expected to cost.

    `stored` are its events as earlier runs have told them, by id.
    """

    ledger: CurrencyLedger
    reader: CutReader
    calendar: Calendar
    whole: Days
    as_of: date
    feedback: Sequence[AnomalyFeedback] = ()
    plans: Sequence[PlannedEvent] = ()
    real: Sequence[RealDays] = ()
    stored: Mapping[str, AnomalyEvent] = field(default_factory=dict)
    sensitivity: float = 1.0

    def events(self) -> list[AnomalyEvent]:
        """Events with a flagged day among the last settled days, by their first day."""
        recent = ((one, self._event(one)) for one in self._recent if self._is_told(one))
        return [
            self._with_drivers(event, episode)
            for episode, event in recent
            if self._worth_telling(event)
        ]

    @property
    def known_before(self) -> int:
        """How many would have been events, had nobody spoken about their like before."""
        return sum(not self._is_told(one) for one in self._recent)

    @property
    def looked_at(self) -> tuple[date, date]:
        """The first and the last day on which events are looked for."""
        return self.calendar.delivered[-SCAN_DAYS:][0], self.calendar.end

    @cached_property
    def _recent(self) -> list[Episode]:
        found = one_per_cause(episodes(self.verdicts, self.days, self._known.judge), self.part)
        oldest, _ = self.looked_at
        return [episode for episode in found if episode.end >= oldest]

    def _is_told(self, episode: Episode) -> bool:
        """What is planned is told as such; of what feedback has settled, only the event itself."""
        accepted = episode.accepted
        if accepted is None or accepted.kind == "calendar":
            return True
        return accepted.by == episode.id(self.ledger.currency)

    @property
    def _known(self) -> Known:
        return Known(self.feedback, self.plans, self._amount)

    def _amount(
        self, conditions: Mapping[str, str], day: date, since: date
    ) -> tuple[float, float] | None:
        """See `analyse_known.Amount`."""
        place = cut_of(conditions)
        if place is None:
            return None
        scope, dimension, value = place
        cut = self.reader.cut(dimension, scope)
        if value not in cut.facts:
            return None
        daily = Days.of(cut, value).usual
        before = [float(daily.get(one, 0)) for one in self.calendar.before(since)]
        return float(daily.get(day, 0)), _typical(np.array(before))

    @cached_property
    def days(self) -> dict[Series, Days]:
        """The watched series: the total, and every service and account with usual cost."""
        days = {Series(): self.whole}
        for dimension in WATCHED:
            cut = self.reader.cut(dimension)
            for value in cut.facts:
                own = Days.of(cut, value)
                if own.usual:
                    days[Series(dimension, value)] = own
        return days

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """What the detector says of every day; days that known one-offs explain are not flagged."""
        by_id = {series.id: days for series, days in self.days.items()}
        history = self.calendar.history(by_id, from_first=False)
        verdicts = detect_apart(history, self.real, self.sensitivity)
        one_offs = pd.Series(self._unusual_one_offs(), index=self.calendar.index)
        blind = [
            series.id
            for series in self.days
            if series.dimension != TOTAL and self.reader.cut(series.dimension).unsplit
        ]
        known = verdicts["ds"].map(one_offs).where(verdicts["unique_id"].isin(blind), 0.0)
        excess = verdicts["y"] - verdicts["expected"]
        explained = (known * excess > 0) & (known.abs() >= ONE_OFF_EXPLAINS * excess.abs())
        return verdicts.assign(is_anomaly=verdicts["is_anomaly"] & ~explained)

    def _unusual_one_offs(self) -> Floats:
        """How far each day's one-offs are from those of the weeks before it."""
        merged = self.whole.merged().usual
        amounts = np.array(
            [
                float(merged.get(day, 0)) - float(self.whole.usual.get(day, 0))
                for day in self.calendar.delivered
            ]
        )
        return np.array([amounts[i] - _typical(amounts[:i]) for i in range(len(amounts))])

    def part(self, service: str, account: str, day: date) -> float:
        """A service's excess within an account on a day, over its median of the weeks before."""
        daily = Days.of(self.reader.cut(SERVICE, Scope.account(account)), service).usual
        before = np.array([float(daily.get(one, 0)) for one in self.calendar.before(day)])
        return float(daily.get(day, 0)) - _typical(before)

    def _event(self, episode: Episode) -> AnomalyEvent:
        series, verdicts, worst = episode.series, episode.verdicts, episode.worst
        days = [verdict.day for verdict in verdicts]
        actual = exact_sum(self.days[series].usual.get(day, Decimal(0)) for day in days)
        expected, low, high = (
            exact_sum(places(amount) for amount in amounts)
            for amounts in zip(*((v.expected, v.low, v.high) for v in verdicts), strict=True)
        )
        impact = EXACT.subtract(actual, expected)
        return AnomalyEvent(
            id=episode.id(self.ledger.currency),
            currency=self.ledger.currency,
            dimension=series.dimension,
            value=series.value,
            start=episode.start,
            end=episode.end,
            found=self.as_of,
            ongoing=episode.end == self.calendar.end,
            direction=episode.direction,
            actual=actual,
            expected=expected,
            low=low,
            high=high,
            impact=impact,
            peak=places(worst.excess),
            deviation=None if worst.deviation is None else places(worst.deviation),
            score=places(max(verdict.score for verdict in verdicts)),
            severity=severity(impact, self.usual_month(episode.start)),
            drivers=(),
            planned_by=episode.accepted.by if episode.accepted else None,
            because=(episode.accepted.because,) if episode.accepted else episode.because,
            basis=self.ledger.basis(METHOD),
        )

    def _with_drivers(self, event: AnomalyEvent, episode: Episode) -> AnomalyEvent:
        """The event with who drove it, which is not looked for again where nothing is told anew."""
        old = self.stored.get(event.id)
        if old is not None and not is_told_anew(old, event, self.as_of, self.calendar.end):
            return event.model_copy(update={"drivers": old.drivers})
        days = [verdict.day for verdict in episode.verdicts]
        found = self._trees.of(episode.series, days, event.actual, event.impact)
        return event.model_copy(update={"drivers": found})

    @cached_property
    def _trees(self) -> DriverTrees:
        tags = sorted(name for name in self.ledger.dimensions if name.startswith(TAG_PREFIX))
        since = min(episode.start for episode in self._recent)
        return DriverTrees(self.reader, self.calendar, tags, since)

    def usual_month(self, day: date) -> Decimal:
        """What the whole ledger cost in 30 average days of the weeks before."""
        return self._usual_day(day) * MONTH_DAYS

    def _usual_day(self, day: date) -> Decimal:
        """What the whole ledger cost on an average day of the weeks before."""
        before = self.calendar.before(day)
        spent = exact_sum(self.whole.usual.get(one, Decimal(0)) for one in before)
        return spent / max(len(before), 1)

    def _worth_telling(self, event: AnomalyEvent) -> bool:
        return abs(event.impact) >= LEAST_IMPACT * abs(self._usual_day(event.start))


def _typical(amounts: Floats) -> float:
    recent = amounts[-TYPICAL_DAYS:]
    return float(np.median(recent)) if len(recent) else 0.0
