"""Forecasts of every series that matters, reconciled, with the ends of month and budget periods.

Usual cost is forecast; one-offs that recur by the calendar are added to mean and bounds, so that a
forecast covers all charge categories, as the bill and the budgets do.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.backtest import backtest
from costgov.analysis.choice import choose
from costgov.analysis.forecast import LEVELS, forecast, forecast_total, reconcile
from costgov.domain.insights import (
    Accuracy,
    Basis,
    Choice,
    ForecastDay,
    ForecastResult,
    Interval,
    MonthEnd,
    PeriodEnd,
)
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.pipeline.analyse_series import Calendar, Days, Series

# Below two weekly cycles a season cannot be told from noise, and the result says so.
MIN_HISTORY_DAYS = 14
BACKTEST_DAYS = 30
BACKTEST_ORIGINS = 6
METHOD = (
    "weighted mean of six forecasts of usual cost, monthly one-offs added, "
    "parts reconciled to the total; intervals from past errors"
)
_COLUMNS = ("mean", *(f"{side}-{level}" for level in LEVELS for side in ("lo", "hi")))
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Subject:
    """A series to forecast, the parts of the whole it is one of, and its budgets' periods."""

    series: Series
    days: Days
    periods: tuple[Window, ...] = ()
    stored: bool = True


@dataclass(frozen=True)
class Outlook:
    """The forecasts of one ledger's subjects on a day.

    `families` names, per total, the ids that add up to it.
    """

    calendar: Calendar
    subjects: tuple[Subject, ...]
    families: tuple[tuple[str, tuple[str, ...]], ...]
    as_of: date
    length: int

    def results(self, currency: str, basis: Basis) -> list[ForecastResult]:
        """One result per subject that is stored."""
        return [self._result(one, currency, basis) for one in self.subjects if one.stored]

    @cached_property
    def history(self) -> pd.DataFrame:
        """Usual cost of every subject from its first day on."""
        days = {subject.series.id: subject.days for subject in self.subjects}
        return self.calendar.history(days, from_first=True)

    @cached_property
    def history_days(self) -> Mapping[str, int]:
        """How many delivered days each subject's history has."""
        sizes = self.history.groupby("unique_id").size()
        return {str(name): int(size) for name, size in sizes.items()}

    @cached_property
    def ahead(self) -> list[date]:
        """The coming days: as many as are stored, or as the furthest period needs."""
        last = max(period.end for one in self.subjects for period in self._periods(one))
        count = max(self.length, (last - self.calendar.end).days - 1)
        return [self.calendar.end + (i + 1) * ONE_DAY for i in range(count)]

    @cached_property
    def daily(self) -> Mapping[str, Floats]:
        """Per subject (days, mean and bounds) of the coming days, one-offs in, reconciled."""
        frame = forecast(self.history, len(self.ahead))
        frame = self._with_one_offs(frame)
        for total, parts in self.families:
            frame = reconcile(frame, dict.fromkeys(parts, total))
        return {
            str(name): rows[list(_COLUMNS)].to_numpy(float)
            for name, rows in frame.groupby("unique_id", sort=False)
        }

    def _with_one_offs(self, frame: pd.DataFrame) -> pd.DataFrame:
        expected = pd.concat(
            pd.DataFrame({"unique_id": name, "ds": self._instants, "one_off": amounts})
            for name, amounts in self.one_offs.items()
        )
        merged = frame.merge(expected, on=["unique_id", "ds"], how="left", validate="1:1")
        columns = list(_COLUMNS)
        merged[columns] = merged[columns].add(merged["one_off"], axis=0)
        return merged.drop(columns="one_off")

    @cached_property
    def one_offs(self) -> Mapping[str, list[float]]:
        """Per subject what one-offs add on each coming day."""
        return {
            one.series.id: [
                float(amount) for amount in self.calendar.expected_one_offs(one.days, self.ahead)
            ]
            for one in self.subjects
        }

    @property
    def _instants(self) -> pd.DatetimeIndex:
        return pd.DatetimeIndex(np.array(self.ahead, dtype="datetime64[us]"))

    @cached_property
    def sums(self) -> Mapping[int, Mapping[str, list[float]]]:
        """Per number of days: the sum of usual cost over so many coming days, mean and bounds.

        Of the subjects that have a period of that length.
        """
        needed: dict[int, set[str]] = defaultdict(set)
        for one in self.subjects:
            for period in self._periods(one):
                needed[(period.end - self.calendar.end).days - 1].add(one.series.id)
        return {
            length: _rows(forecast_total(self._history_of(names), length))
            for length, names in needed.items()
            if length
        }

    def _history_of(self, names: Collection[str]) -> pd.DataFrame:
        return self.history[self.history["unique_id"].isin(names)]

    @cached_property
    def accuracy(self) -> Mapping[str, Accuracy]:
        """Per subject how the method did on its past usual cost, where that is measurable."""
        scores = backtest(self._stored_history, BACKTEST_DAYS, BACKTEST_ORIGINS, levels=(80,))
        by_id = {str(name): _accuracy(rows) for name, rows in scores.groupby("unique_id")}
        return {name: found for name, found in by_id.items() if found.wape is not None}

    @cached_property
    def choices(self) -> Mapping[str, Choice]:
        """Per stored subject the method its forecast rests on, and why."""
        chosen = choose(self._stored_history)
        return {str(row["unique_id"]): _choice(row) for row in chosen.to_dict("records")}

    @property
    def _stored_history(self) -> pd.DataFrame:
        stored = {subject.series.id for subject in self.subjects if subject.stored}
        return self.history[self.history["unique_id"].isin(stored)]

    def _periods(self, subject: Subject) -> tuple[Window, ...]:
        return (Month.of(self.as_of).window, *subject.periods)

    def _result(self, subject: Subject, currency: str, basis: Basis) -> ForecastResult:
        series, size = subject.series, self.history_days[subject.series.id]
        month, *longer = (self.period_end(subject, one) for one in self._periods(subject))
        return ForecastResult(
            currency=currency,
            dimension=series.dimension,
            value=series.value,
            metric=series.metric,
            as_of=self.as_of,
            history_days=size,
            history_end=self.calendar.end,
            state="ok" if size >= MIN_HISTORY_DAYS else "insufficient history",
            days=self._days(series.id),
            month_end=MonthEnd(
                month=str(Month.of(self.as_of)),
                actual=month.actual,
                mean=month.mean,
                intervals=month.intervals,
            ),
            period_ends=tuple(longer),
            last_week=self._last_week(subject.days),
            accuracy=self.accuracy.get(series.id),
            choice=self.choices.get(series.id),
            basis=basis,
        )

    def _last_week(self, days: Days) -> tuple[Decimal | None, ...]:
        """What the last seven days cost, None where one was not delivered."""
        delivered = frozenset(self.calendar.delivered[-7:])
        week = [self.calendar.end - i * ONE_DAY for i in range(6, -1, -1)]
        return tuple(days.total([day]) if day in delivered else None for day in week)

    def _days(self, name: str) -> tuple[ForecastDay, ...]:
        rows = self.daily[name][: self.length].tolist()
        return tuple(
            ForecastDay(day=day, mean=places(row[0]), intervals=intervals_of(row[1:]))
            for day, row in zip(self.ahead, rows, strict=False)
        )

    def period_end(self, subject: Subject, period: Window) -> PeriodEnd:
        """Exact actual up to the last settled day, and the forecast of the days after it."""
        end = self.calendar.end
        actual = subject.days.total(day for day in period.days() if day <= end)
        coming = [i for i, day in enumerate(self.ahead) if day in period]
        rest = self._rest(subject.series.id, coming, (period.end - end).days - 1)
        excess = self._excess(subject, period)
        known = EXACT.add(actual, excess)
        return PeriodEnd(
            start=period.start,
            end=period.end,
            actual=actual,
            mean=EXACT.add(known, places(rest[0])),
            intervals=tuple(
                Interval(
                    level=found.level,
                    low=EXACT.add(known, found.low),
                    high=EXACT.add(known, found.high),
                )
                for found in intervals_of(rest[1:])
            ),
        )

    def _rest(self, name: str, coming: Sequence[int], length: int) -> list[float]:
        """Mean and bounds of the sum over the coming days at these positions.

        The width is that of the sum over all coming days up to the last of them, in proportion.
        """
        if not coming:
            return [0.0] * len(_COLUMNS)
        total = self.sums[length][name]
        fixed = sum(self.one_offs[name][i] for i in coming)
        mean = float(self.daily[name][coming, 0].sum())
        return [mean, *(fixed + bound for bound in _rescaled(total, mean - fixed))]

    def _excess(self, subject: Subject, period: Window) -> Decimal:
        """How much the unsettled days have already cost above their forecast."""
        unsettled = [
            i
            for i, day in enumerate(self.ahead)
            if day <= self.as_of and day in period and subject.days.knows(day)
        ]
        spent = subject.days.total(self.ahead[i] for i in unsettled)
        means = self.daily[subject.series.id][:, 0]
        expected = exact_sum(places(means[i]) for i in unsettled)
        return max(Decimal(0), EXACT.subtract(spent, expected))


def _rows(sums: pd.DataFrame) -> dict[str, list[float]]:
    figures = sums[list(_COLUMNS)].to_numpy(float).tolist()
    return dict(zip(map(str, sums["unique_id"]), figures, strict=True))


def _rescaled(total: Sequence[float], mean: float) -> list[float]:
    """The bounds of a sum around another mean: in proportion, or shifted across zero."""
    reference = total[0]
    if mean * reference > 0:
        return [bound * mean / reference for bound in total[1:]]
    return [mean + bound - reference for bound in total[1:]]


def places(amount: float) -> Decimal:
    """A statistic as a decimal of four places."""
    return Decimal(repr(float(amount))).quantize(_PLACES)


def intervals_of(bounds: Iterable[float]) -> tuple[Interval, ...]:
    """Intervals from low and high of each level, in the order of the levels."""
    values = [places(bound) for bound in bounds]
    return tuple(
        Interval(level=level, low=low, high=high)
        for level, low, high in zip(LEVELS, values[::2], values[1::2], strict=True)
    )


def _accuracy(scores: pd.DataFrame) -> Accuracy:
    return Accuracy(
        origins=len(scores),
        horizon=BACKTEST_DAYS,
        wape=_mean(scores["wape"]),
        coverage_80=_mean(scores["coverage-80"]),
        total_error=_mean(scores["total_error"].abs()),
    )


def _choice(row: Mapping[Hashable, Any]) -> Choice:
    judged = pd.notna(row["rival"])
    return Choice(
        method=row["method"],
        reason=row["reason"],
        error=places(row["wape"]) if judged else None,
        rival=row["rival"] if judged else None,
        rival_error=places(row["rival_wape"]) if judged else None,
    )


def _mean(values: pd.Series) -> Decimal | None:
    known = values.to_numpy(float)
    known = known[~np.isnan(known)]
    return places(float(known.mean())) if len(known) else None
