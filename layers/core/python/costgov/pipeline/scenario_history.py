"""What scenarios take from history: the baseline of a series, shares of parts, elasticities."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.elasticity import Elasticity, elasticity
from costgov.analysis.forecast import forecast
from costgov.analysis.scenario_steps import Known
from costgov.domain.budgeting.periods import CalendarPeriod, period_window
from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import ACCOUNT, ORG, SERVICE, TOTAL, Scope
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.scenario_results import PeriodName
from costgov.domain.scenarios import AnyChange, Driver, Part, Scenario, Sharing
from costgov.errors import InsufficientHistory, InvalidInput
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.analyse_budgets import budget_series
from costgov.pipeline.analyse_forecast import Outlook, Subject
from costgov.pipeline.analyse_series import Calendar, Days, Series
from costgov.pipeline.analyse_subjects import scenario_series, select
from costgov.pipeline.budget_days import Books
from costgov.pipeline.ledger import CurrencyLedger, Cut, CutReader, sum_within
from costgov.pipeline.measures import daily_frame

# A part's share is that of the last quarter: long enough for every weekday and month-end.
SHARE_DAYS: Final = timedelta(days=91)
_SCOPES: Final = {ACCOUNT: Scope.account, SERVICE: Scope.service}
PERIODS: Final[tuple[tuple[CalendarPeriod, PeriodName], ...]] = (
    ("monthly", "month"),
    ("quarterly", "quarter"),
    ("yearly", "year"),
)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a change's step needs, and where it needed one, the elasticity that was estimated."""

    known: Known
    elasticity: Elasticity | None = None


@dataclass(frozen=True)
class History:
    """One currency's past as its scenarios need it, as of a day."""

    ledger: CurrencyLedger
    reader: CutReader
    calendar: Calendar
    results: DocumentStore
    scenarios: tuple[Scenario, ...]
    plans: tuple[BudgetPlan, ...]
    dimensions: tuple[str, ...]
    as_of: date

    @cached_property
    def outlook(self) -> Outlook:
        """The forecasts the scenarios start from: those the analysis stores, carried further."""
        known = self.ledger.dimensions
        asked = {one.dimension for one in self.scenarios}
        plans = (plan for plan in self.plans if plan.dimension in asked)
        series = scenario_series(self.scenarios, self.reader, known)
        budgeted = series | budget_series(plans, Books(self.ledger, self.reader), self.as_of)
        families = [name for name in self.dimensions if name in asked]
        chosen = select(self.reader, self.calendar, families, budgeted)
        subjects = tuple(
            replace(one, periods=self._windows(one.series)) if one.series in series else one
            for one in chosen.subjects
        )
        longest = max(one.horizon_days for one in self.scenarios)
        return Outlook(self.calendar, subjects, chosen.families, self.as_of, longest)

    def subject(self, scenario: Scenario) -> Subject:
        """The scenario's series among the forecasts.

        Raises:
            InvalidInput: the ledger has no such series.
        """
        series = _series(scenario)
        for one in self.outlook.subjects:
            if one.series == series:
                return one
        raise InvalidInput(f"there is no {self.ledger.currency} cost of {scenario}")

    def periods(self, scenario: Scenario) -> list[tuple[PeriodName, Window]]:
        """Month, quarter and year of the day as far as the horizon reaches, and the horizon."""
        first = self.calendar.end + ONE_DAY
        whole = Window(first, first + timedelta(days=scenario.horizon_days))
        calendar = [(name, period_window(period, self.as_of)) for period, name in PERIODS]
        ahead = [(name, one) for name, one in calendar if first < one.end <= whole.end]
        return [*ahead, ("horizon", whole)]

    def learned(self, scenario: Scenario, change: AnyChange) -> Learned:
        """What history tells of a change.

        Raises:
            InvalidInput: the share of its part cannot be told.
            InvalidHistory, InsufficientHistory: history does not support a driver.
        """
        if isinstance(change, Driver):
            return self._driver(scenario, change)
        if isinstance(change, Sharing):
            share = float(change.share_percent) / 100
            part = 1.0 if change.of is None else self._share(scenario, change.of)
            return Learned(Known(share=share * part))
        return Learned(Known())

    def _windows(self, series: Series) -> tuple[Window, ...]:
        own = (one for one in self.scenarios if _series(one) == series)
        return tuple(dict.fromkeys(window for one in own for _, window in self.periods(one)))

    def _share(self, scenario: Scenario, part: Part) -> float:
        """The part's usual cost over the series' in the last quarter."""
        if (part.dimension, part.value) == (scenario.dimension, scenario.value):
            return 1.0
        window = Window(self.calendar.end + ONE_DAY - SHARE_DAYS, self.calendar.end + ONE_DAY)
        cut = self._within(scenario, part)
        own = _recent(cut, part.value, _series(scenario), window)
        whole = _recent(
            self.reader.cut(scenario.dimension), scenario.value, _series(scenario), window
        )
        if own <= 0 or whole <= 0:
            raise InvalidInput(
                f"nothing of {scenario} was {part} in the last {SHARE_DAYS.days} days of history"
            )
        return min(float(own / whole), 1.0)

    def _within(self, scenario: Scenario, part: Part) -> Cut:
        if scenario.dimension == TOTAL:
            return self.reader.cut(part.dimension, ORG)
        if scenario.dimension in _SCOPES and scenario.value:
            scope = _SCOPES[scenario.dimension](scenario.value)
            return self.reader.cut(part.dimension, scope)
        raise InvalidInput(
            f"how much of {scenario} is {part} is not told by any source; give share_percent"
        )

    def _driver(self, scenario: Scenario, change: Driver) -> Learned:
        measured = daily_frame(
            self.results, change.measure, Window(self.ledger.first_day, self.calendar.end + ONE_DAY)
        )
        if change.elasticity is None:
            name = _series(scenario).id
            cost = self.outlook.history[self.outlook.history["unique_id"] == name]
            found = elasticity(cost, _known(measured, change.measure))
            exponents = found.exponents
        else:
            found, exponents = None, np.array([float(change.elasticity)])
        if not change.values:
            return Learned(Known(exponents=exponents), found)
        expected = self._expected(_known(measured, change.measure), scenario.horizon_days)
        return Learned(Known(exponents=exponents, expected=expected), found)

    def _expected(self, measured: pd.DataFrame, length: int) -> Floats:
        """The measure's own forecast for the coming days of the cost."""
        last = pd.Timestamp(self.calendar.end)
        late = int((last - measured["ds"].max()) / pd.Timedelta(days=1))
        ahead = forecast(measured, length + late)
        return ahead["mean"].to_numpy(float)[late:]


def _known(measured: pd.DataFrame, name: str) -> pd.DataFrame:
    if measured.empty:
        raise InsufficientHistory(f"the measure {name!r} has no values yet")
    return measured


def _series(scenario: Scenario) -> Series:
    return Series(scenario.dimension, scenario.value, scenario.metric)


def _recent(cut: Cut, value: str | None, series: Series, window: Window) -> Decimal:
    return sum_within(Days.of(cut, value, series.metric).usual, window)
