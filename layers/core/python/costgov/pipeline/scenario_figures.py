"""The figures of one scenario: decimals that add up, from the projection's numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np

from costgov.analysis.arrays import Floats, Ints
from costgov.analysis.forecast import LEVELS
from costgov.analysis.scenarios import AnyStep, Projection, Spread, project
from costgov.domain.insights import Interval
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window
from costgov.domain.scenario_results import Expected, PeriodName, ScenarioDay, ScenarioPeriod
from costgov.errors import InvalidInput
from costgov.pipeline.analyse_forecast import Outlook, Subject, intervals_of, places

MOST: Final = 1e15
"""A cost of one day, in the currency's unit, beyond which nothing is told."""


@dataclass(frozen=True)
class Figures:
    """What the steps make of one subject's forecast.

    Changes act on usual cost; one-offs that come by the calendar stay as they are expected.
    """

    outlook: Outlook
    subject: Subject
    steps: Sequence[AnyStep]
    length: int

    @cached_property
    def projection(self) -> Projection:
        """The steps applied to the forecast of usual cost.

        Raises:
            InvalidInput: they come to more than `MOST`.
        """
        name = self.subject.series.id
        fixed = np.array(self.outlook.one_offs[name][: self.length])
        usual = (self.outlook.daily[name][: self.length] - fixed[:, None]).T
        with np.errstate(over="ignore", invalid="ignore"):
            found = project(usual, self.steps)
            paths = (found.changed, found.course, found.doubts)
            if not all((np.abs(one) <= MOST).all() for one in paths):
                raise InvalidInput("its changes come to amounts too large to be told")
        return found

    def days(self) -> Iterator[ScenarioDay]:
        """Every coming day."""
        rows = self.outlook.daily[self.subject.series.id][: self.length].tolist()
        for position, (day, row) in enumerate(zip(self.outlook.ahead, rows, strict=False)):
            baseline = Expected(mean=places(row[0]), intervals=intervals_of(row[1:]))
            effects, scenario = self._changed(baseline, np.array([position]))
            yield ScenarioDay(day=day, baseline=baseline, scenario=scenario, effects=effects)

    def period(self, name: PeriodName, window: Window) -> ScenarioPeriod:
        """Up to a period's end, what is known already included in all amounts."""
        found = self.outlook.period_end(self.subject, window)
        baseline = Expected(mean=found.mean, intervals=found.intervals)
        days = np.array([i for i, day in enumerate(self.outlook.ahead) if day in window])
        effects, scenario = self._changed(baseline, days)
        difference = self.projection.difference(days, _known(baseline))
        return ScenarioPeriod(
            name=name,
            start=window.start,
            end=window.end,
            actual=found.actual,
            baseline=baseline,
            scenario=scenario,
            difference=_expected(exact_sum(effects), difference),
            effects=effects,
        )

    def _changed(self, baseline: Expected, days: Ints) -> tuple[tuple[Decimal, ...], Expected]:
        """The rounded effects, and the baseline with exactly these added."""
        effects = tuple(map(places, self.projection.effects(days).tolist()))
        mean = exact_sum((baseline.mean, *effects))
        return effects, _expected(mean, self.projection.spread(days, _known(baseline)))


def _known(baseline: Expected) -> Floats:
    """The half widths of the bounds as they are shown: low and high of each level."""
    bounds = (bound for one in baseline.intervals for bound in (one.low, one.high))
    return np.array([abs(float(EXACT.subtract(bound, baseline.mean))) for bound in bounds])


def _expected(mean: Decimal, spread: Spread) -> Expected:
    return Expected(
        mean=mean,
        intervals=tuple(
            Interval(
                level=level,
                low=EXACT.subtract(mean, places(below)),
                high=EXACT.add(mean, places(above)),
            )
            for level, below, above in zip(LEVELS, spread.below, spread.above, strict=True)
        ),
    )
