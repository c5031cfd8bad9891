"""Changes as the steps that are made of them on the coming days.

A change is a function of the day. What it is on the last day of the history, the forecast knows;
only how it differs from that on a coming day is a step.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np

from costgov.analysis.arrays import Floats
from costgov.analysis.scenarios import AnyStep, Covered, Driven, Scaled, Shifted
from costgov.domain.costs import Metric
from costgov.domain.period import ONE_DAY
from costgov.domain.scenarios import (
    AnyChange,
    Commitment,
    Driver,
    Growth,
    Launch,
    Migration,
    Price,
    Retirement,
)
from costgov.errors import InsufficientHistory

YEAR: Final = 365.0
PERIODS: Final = {"day": 1.0, "month": YEAR / 12, "year": YEAR}
"""Lengths in days: a year has 365 of them, a month a twelfth."""


@dataclass(frozen=True)
class Timeline:
    """The last day of the history and the coming days, as (1 + days) ordinals."""

    when: Floats

    @classmethod
    def of(cls, last: date, length: int) -> "Timeline":
        """The `length` days after `last`."""
        return cls(last.toordinal() + np.arange(length + 1, dtype=np.float64))

    def held(self, start: date, end: date | None = None) -> Floats:
        """1 from `start` up to but not including `end`, else 0."""
        until = np.inf if end is None else end.toordinal()
        held = (self.when >= start.toordinal()) & (self.when < until)
        return held.astype(np.float64)

    def since(self, start: date, end: date | None = None) -> Floats:
        """How many days have passed since `start`, counted up to `end`."""
        most = np.inf if end is None else float((end - start).days)
        return np.clip(self.when - start.toordinal(), 0.0, most)

    def ramp(self, start: date, days: int) -> Floats:
        """The part that has begun: none before `start`, then a `days`-th more each day."""
        return np.clip((self.when - start.toordinal() + 1) / max(days, 1), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Known:
    """What a change's step needs to know from history.

    `share` is the part of the series' cost that it concerns; for drivers, `exponents` as in
    `Driven` and, where values are planned, `expected` (days), the measure's own forecast.
    """

    share: float = 1.0
    exponents: Floats = field(default_factory=lambda: np.ones(1))
    expected: Floats = field(default_factory=lambda: np.zeros(0))


def step_of(change: AnyChange, timeline: Timeline, known: Known, metric: Metric) -> AnyStep:
    """The step of a change over the coming days.

    Raises:
        InsufficientHistory: a driver's measure is not expected to be above zero.
    """
    match change:
        case Driver():
            return _driven(change, timeline, known)
        case Commitment():
            return _committed(change, timeline, known.share, metric)
        case Launch() | Retirement(percent=None):
            return _shifted(_amount(change, timeline))
    return _scaled(_level(change, timeline, known.share))


def _amount(change: Launch | Retirement, timeline: Timeline) -> Floats:
    """What is added or taken away per day."""
    size = timeline.ramp(change.start, change.ramp_days)
    size = size * (float(change.amount or 0) / PERIODS[change.per])
    return size * timeline.held(change.start, change.end) if isinstance(change, Launch) else -size


def _level(
    change: Growth | Price | Retirement | Migration, timeline: Timeline, share: float
) -> Floats:
    """What is left of the cost per day, as a multiple of what there would be without."""
    if isinstance(change, Growth):
        return _compound(change, timeline)
    if isinstance(change, Price):
        held = timeline.held(change.start, change.end)
        return 1 + held * (share * float(change.percent) / 100)
    if isinstance(change, Retirement):
        ramp = timeline.ramp(change.start, change.ramp_days)
        return 1 - ramp * (share * float(change.percent or 0) / 100)
    return _migrated(change, timeline, share)


def _scaled(level: Floats) -> Scaled:
    """What has become nothing by the end of the history stays nothing."""
    then = level[0]
    return Scaled(level[1:] / then if then > 0 else np.ones(len(level) - 1))


def _shifted(level: Floats) -> Shifted:
    return Shifted(level[1:] - level[0])


def _compound(change: Growth | Driver, timeline: Timeline) -> Floats:
    """The level as a multiple of that of the last day of the history."""
    end = change.end if isinstance(change, Growth) else None
    elapsed = timeline.since(change.begins, end)
    periods = (elapsed - elapsed[0]) / PERIODS[change.per]
    result: Floats = (1 + float(change.percent or 0) / 100) ** periods
    return result


def _driven(change: Driver, timeline: Timeline, known: Known) -> Driven:
    if not change.values:
        return Driven(_scaled(_compound(change, timeline)).factor, known.exponents)
    ratio = np.ones(len(known.expected))
    for start, end, planned in change.segments:
        days = timeline.held(start, end)[1:] > 0
        if not days.any():
            continue
        # A planned value is an average: weekdays keep the shape they have in the forecast.
        expected = float(known.expected[days].mean())
        if expected <= 0:
            raise InsufficientHistory(
                f"{change.measure!r} is expected to be {expected:.4g} from {start} on, so a plan "
                "cannot be compared with it"
            )
        ratio[days] = float(planned) / expected
    return Driven(ratio, known.exponents)


def _migrated(change: Migration, timeline: Timeline, share: float) -> Floats:
    arrived = 0.0 if change.outside else share * float(change.cost_ratio)
    gone = change.start + timedelta(days=change.overlap_days)
    return 1 + timeline.held(change.start) * arrived - timeline.held(gone) * share


def _committed(change: Commitment, timeline: Timeline, share: float, metric: Metric) -> AnyStep:
    """Fees by day as they are amortised, or as they are billed: the upfront part on day one."""
    held = timeline.held(change.start, change.end)
    fee, upfront = float(change.daily_fee), float(change.upfront)
    reach = fee / (1 - float(change.discount_percent) / 100)
    billed = metric is Metric.BILLED
    recurring = fee * (1 - upfront) if billed else fee
    if timeline.when[0] >= change.start.toordinal():
        used = reach * float(change.utilisation_percent) / 100
        return _shifted(-held * (used - recurring))
    fees = held * recurring
    if billed:
        first = timeline.held(change.start, change.start + ONE_DAY)
        fees = fees + first * (fee * upfront * (change.end - change.start).days)
    return Covered(share, held[1:] * reach, fees[1:], pool=str(change.of))
