"""Anomalies of one ledger: flagged days of total, services and accounts, with their drivers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from costgov.analysis.anomalies import detect
from costgov.analysis.arrays import Floats
from costgov.analysis.drivers import drivers, severity
from costgov.domain.costs import ACCOUNT, ORG, REGION, SERVICE, TOTAL, USAGE_TYPE, Scope
from costgov.domain.insights import AnomalyEvent, Driver
from costgov.domain.money import EXACT, exact_sum
from costgov.pipeline.analyse_events import Episode, episodes, one_per_cause
from costgov.pipeline.analyse_forecast import places
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
    """What is watched in one ledger, and what its days were expected to cost."""

    ledger: CurrencyLedger
    reader: CutReader
    calendar: Calendar
    whole: Days
    as_of: date

    def events(self) -> list[AnomalyEvent]:
        """Events with a flagged day among the last settled days, by their first day."""
        found = one_per_cause(episodes(self.verdicts, self.days), self.part)
        oldest = self.calendar.delivered[-SCAN_DAYS:][0]
        recent = (self._event(episode) for episode in found if episode.end >= oldest)
        return [event for event in recent if self._worth_telling(event)]

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
        verdicts = detect(self.calendar.history(by_id, from_first=False))
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
        series, verdicts = episode.series, episode.verdicts
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
            score=places(max(verdict.score for verdict in verdicts)),
            severity=severity(impact, self._usual_day(episode.start) * MONTH_DAYS),
            drivers=self._drivers(series, days, impact),
            basis=self.ledger.basis(METHOD),
        )

    def _drivers(self, series: Series, days: list[date], impact: Decimal) -> tuple[Driver, ...]:
        """The parts of the event, on each level the ledger tells."""
        scope, levels = {
            SERVICE: (Scope.service(series.value or ""), (ACCOUNT, USAGE_TYPE, REGION)),
            ACCOUNT: (Scope.account(series.value or ""), (SERVICE,)),
        }.get(series.dimension, (ORG, (SERVICE, ACCOUNT, USAGE_TYPE, REGION)))
        cuts = {level: self.reader.cut(level, scope) for level in levels}
        parts = [(level, value) for level, cut in cuts.items() for value in cut.facts]
        own = {str(i): Days.of(cuts[level], value) for i, (level, value) in enumerate(parts)}
        if not own:
            return ()
        verdicts = detect(self.calendar.history(own, from_first=False))
        on_days = verdicts[verdicts["ds"].dt.date.isin(days)]
        sums = on_days.groupby("unique_id")[["y", "expected"]].sum().reindex(list(own))
        frame = sums.rename(columns={"y": "actual"}).assign(
            level=[level for level, _ in parts],
            value=pd.Series([value for _, value in parts], index=sums.index, dtype=object),
        )
        return drivers(
            impact, {str(name): rows for name, rows in frame.groupby("level", sort=False)}
        )

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
