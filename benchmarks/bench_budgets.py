"""Whether budgets are breached as often and when their forecasts say, on real series.

    COSTGOV_DATA=… python -m benchmarks.bench_budgets

At some days of each month the rest of it is forecast; the limits are shares of the month before.
What counts: how often the limit was reached among the budgets told about the same probability, the
Brier score beside telling only whether the forecast lies above, and the day of the breach.
"""

import argparse
import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from costgov.analysis.forecast import LEVELS, forecast, forecast_total
from costgov.domain.budgeting.outlook import Outlook, breach_probability, reached_on
from costgov.domain.insights import Basis, ForecastDay, ForecastResult, Interval, PeriodEnd
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Month, Window
from rich.console import Console
from rich.table import Table

from benchmarks.shared_series import MissingSet, binder, nn5

ASKED_ON: Final = (8, 15, 22)
SHARES: Final = ("0.9", "1", "1.1")
MONTHS: Final = 10
BINS: Final = ((0, 3), (4, 20), (21, 40), (41, 60), (61, 80), (81, 96), (97, 100))
_BASIS: Final = Basis(sources=("benchmark",), as_of="", method="")


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of one budget on one day, and what came."""

    percent: float
    above: bool
    reached: bool
    expected_on: date | None
    earliest_on: date | None
    reached_on: date | None


def told_of(history: pd.DataFrame) -> Iterator[Told]:
    """Every series, month, day and limit of a set; limits that are reached already are left out."""
    last = history["ds"].max().date()
    for back in range(MONTHS, 0, -1):
        month = Month.of(last).shift(-back)
        for day in ASKED_ON:
            yield from _asked(history, month.window, month.first.replace(day=day))


def _asked(history: pd.DataFrame, period: Window, as_of: date) -> Iterator[Told]:
    known = history[history["ds"] <= pd.Timestamp(as_of)]
    horizon = (period.end - as_of).days - 1
    sums = forecast_total(known, horizon).set_index("unique_id").to_dict("index")
    means = forecast(known, horizon)
    daily = {name: rows["mean"].tolist() for name, rows in means.groupby("unique_id")}
    for name, rows in history.groupby("unique_id"):
        costs = {
            stamp.date(): Decimal(repr(float(amount)))
            for stamp, amount in zip(rows["ds"], rows["y"], strict=True)
            if not np.isnan(amount)
        }
        made = _made(sums[name], daily[name], costs, period, as_of)
        before = Month.of(period.start).shift(-1).window
        usual = exact_sum(cost for day, cost in costs.items() if day in before)
        for share in SHARES:
            yield from _judged(made, costs, usual * Decimal(share), as_of)


def _made(
    total: Mapping[Hashable, Any],
    means: Sequence[float],
    costs: dict[date, Decimal],
    period: Window,
    as_of: date,
) -> Outlook:
    """The stored forecast that the analysis would have left on the day."""
    spent = exact_sum(cost for day, cost in costs.items() if period.start <= day <= as_of)
    coming = [as_of + timedelta(days=i + 1) for i in range(len(means))]
    expected = [_places(mean) for mean in means]
    # The analysis takes the mean from the days and the width from the sum.
    mean = exact_sum((spent, *expected))
    shift = mean - _places(float(total["mean"]))
    end = PeriodEnd(
        start=period.start,
        end=period.end,
        actual=spent,
        mean=mean,
        intervals=tuple(
            Interval(
                level=level,
                low=_places(float(total[f"lo-{level}"])) + shift,
                high=_places(float(total[f"hi-{level}"])) + shift,
            )
            for level in LEVELS
        ),
    )
    days = (
        ForecastDay(day=day, mean=one, intervals=())
        for day, one in zip(coming, expected, strict=True)
    )
    result = ForecastResult(
        currency="USD",
        dimension="total",
        value=None,
        as_of=as_of,
        history_days=len(costs),
        history_end=as_of,
        state="ok",
        days=tuple(days),
        month_end=None,
        period_ends=(end,),
        accuracy=None,
        basis=_BASIS,
    )
    return Outlook(end, result, period)


def _judged(
    made: Outlook, costs: dict[date, Decimal], limit: Decimal, as_of: date
) -> Iterator[Told]:
    if limit <= made.end.actual:
        return
    expected, earliest = reached_on(made.curve(costs, as_of), limit)
    chance = breach_probability(limit, made.end.mean, made.end.intervals)
    reached, spent = None, Decimal(0)
    for day in made.period.days():
        spent += costs.get(day, Decimal(0))
        if spent >= limit:
            reached = day
            break
    yield Told(
        percent=float(chance.percent),
        above=made.end.mean >= limit,
        reached=reached is not None,
        expected_on=expected,
        earliest_on=earliest,
        reached_on=reached,
    )


def _places(amount: float) -> Decimal:
    return Decimal(repr(amount)).quantize(Decimal("0.0001"))


def table(name: str, told: Sequence[Told]) -> Table:
    """How often what was told came, by how likely it was told."""
    found = Table(title=f"{name}: {len(told)} budgets asked", title_justify="left")
    for title in ("told", "budgets", "mean told", "reached"):
        found.add_column(title, justify="right")
    for low, high in BINS:
        inside = [one for one in told if low <= one.percent <= high]
        if inside:
            mean = np.mean([one.percent for one in inside])
            share = 100 * np.mean([one.reached for one in inside])
            found.add_row(f"{low} to {high} %", str(len(inside)), f"{mean:.0f} %", f"{share:.0f} %")
    return found


def words(told: Sequence[Told]) -> Iterable[str]:
    """The scores in words."""
    came = np.array([one.reached for one in told], float)
    ours = np.array([one.percent / 100 for one in told])
    hard = np.array([one.above for one in told], float)
    yield (
        f"Brier score {np.mean((ours - came) ** 2):.3f}; telling only whether the forecast lies "
        f"above {np.mean((hard - came) ** 2):.3f}; always the same share "
        f"{came.mean() * (1 - came.mean()):.3f}"
    )
    dated = [one for one in told if one.reached_on and one.expected_on]
    off = [abs(_days(one.expected_on, one.reached_on)) for one in dated]
    breached = [one for one in told if one.reached_on is not None]
    early = [
        one.earliest_on is not None and _days(one.earliest_on, one.reached_on) >= 0
        for one in breached
    ]
    yield (
        f"day of the breach: {len(dated)} told, off by {np.median(off):.0f} days in the middle; "
        f"not before the earliest day in {100 * np.mean(early):.0f} % of {len(breached)} breaches"
    )


def _days(first: date | None, second: date | None) -> int:
    return 0 if first is None or second is None else (second - first) // ONE_DAY


def main() -> None:
    """Run every set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COSTGOV_DATA", ".")))
    data, console = parser.parse_args().data, Console()
    for name, load in (("binder", binder), ("NN5", nn5)):
        try:
            told = list(told_of(load(data)))
        except MissingSet as missing:
            console.print(f"{name}: skipped, {missing}")
            continue
        console.print(table(name, told))
        for line in words(told):
            console.print(f"  {line}")


if __name__ == "__main__":
    main()
