"""Forecast accuracy on rolling origins of real series, beside simpler methods in the same run.

python -m benchmarks.bench_forecast --data ../shared/data [--json build/bench_forecast.json]
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from costgov.analysis.backtest import Forecaster, backtest
from costgov.analysis.forecast import LEVELS, forecast, forecast_total
from rich.console import Console
from rich.table import Table

from benchmarks.shared_series import MissingSet, binder, nn5
from benchmarks.simple_methods import naive, seasonal_naive, straight_line

METHODS: dict[str, Forecaster] = {
    "costgov": forecast,
    "naive": naive,
    "seasonal naive": seasonal_naive,
    "straight line": straight_line,
}
WIDTH = 120
TIMED_POINTS, TIMED_HORIZON, TIMED_RUNS = 400, 90, 5


@dataclass(frozen=True, slots=True)
class Task:
    """A set of series with the numbers of days known at the origins."""

    name: str
    history: pd.DataFrame
    horizon: int
    origins: tuple[int, ...]

    @property
    def cuts(self) -> list[pd.Timestamp]:
        """The last day known at each origin."""
        first = self.history["ds"].min()
        return [first + pd.Timedelta(days=known - 1) for known in self.origins]


@dataclass(frozen=True, slots=True)
class Row:
    """What one method reached on one task: means over origins and series.

    `total_error` is that of the sum over the horizon, without its sign; `coverage` of single
    days and `total_coverage` of the sum at 80, 90 and 95 percent.
    """

    task: str
    method: str
    runs: int
    wape: float
    total_error: float
    mase: float
    coverage: tuple[float, ...]
    total_coverage: tuple[float, ...]
    seconds: float


def tasks(data: Path) -> Iterator[Task | MissingSet]:
    """The tasks whose data is there, a notice for each set that is not."""
    try:
        bill = binder(data)
        days = bill["ds"].nunique() + 1
        for horizon in (30, 90):
            origins = tuple(range(120, days - horizon, 14))
            yield Task(f"binder, {horizon} days", bill, horizon, origins)
    except MissingSet as missing:
        yield missing
    try:
        cash = nn5(data)
        last = cash["ds"].nunique() - 56
        yield Task(
            "NN5, 56 days, five earlier origins", cash, 56, tuple(range(last - 280, last, 56))
        )
        yield Task("NN5, last 56 days", cash, 56, (last,))
    except MissingSet as missing:
        yield missing


def run(task: Task, method: str) -> Row:
    """Forecast from every origin of a task and compare."""
    forecaster = METHODS[method]
    began = time.perf_counter()
    scores = backtest(task.history, task.horizon, task.cuts, forecaster=forecaster)
    seconds = time.perf_counter() - began
    return Row(
        task=task.name,
        method=method,
        runs=len(scores),
        wape=float(scores["wape"].mean()),
        total_error=float(scores["total_error"].abs().mean()),
        mase=float(scores["mase"].mean()),
        coverage=tuple(float(scores[f"coverage-{level}"].mean()) for level in LEVELS),
        total_coverage=total_coverage(task) if forecaster is forecast else (),
        seconds=seconds,
    )


def total_coverage(task: Task) -> tuple[float, ...]:
    """How often the actual sum over the horizon lies within the interval of `forecast_total`."""
    inside = []
    for cut in task.cuts:
        known = task.history[task.history["ds"] <= cut]
        end = cut + pd.Timedelta(days=task.horizon)
        ahead = task.history[(task.history["ds"] > cut) & (task.history["ds"] <= end)]
        actual = ahead.groupby("unique_id")["y"].sum()
        made = forecast_total(known, task.horizon).set_index("unique_id")
        inside.append(
            [actual.between(made[f"lo-{level}"], made[f"hi-{level}"]).mean() for level in LEVELS]
        )
    return tuple(float(share) for share in np.mean(inside, axis=0))


def timing(history: pd.DataFrame) -> dict[str, float]:
    """Median milliseconds of one forecast with intervals: a series alone, and one of many."""
    name = history["unique_id"].iloc[0]
    first = history["ds"].min()
    short = history[history["ds"] < first + pd.Timedelta(days=TIMED_POINTS)]
    alone = short[short["unique_id"] == name]
    count = short["unique_id"].nunique()
    return {
        "milliseconds_alone": _median_ms(lambda: forecast(alone, TIMED_HORIZON)),
        "milliseconds_in_a_batch": _median_ms(lambda: forecast(short, TIMED_HORIZON)) / count,
        "series_in_the_batch": float(count),
    }


def _median_ms(call: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMED_RUNS):
        began = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - began))
    return float(np.median(times))


def table(rows: Sequence[Row]) -> Table:
    """The rows of one task."""
    result = Table(title=rows[0].task)
    for title in ("method", "runs", "WAPE", "total error", "MASE", "coverage 80/90/95"):
        result.add_column(title, justify="left" if title == "method" else "right")
    result.add_column("of the sum", justify="right")
    result.add_column("s", justify="right")
    for row in rows:
        errors = (f"{value:.3f}" for value in (row.wape, row.total_error, row.mase))
        covers = (_percents(row.coverage), _percents(row.total_coverage))
        result.add_row(row.method, str(row.runs), *errors, *covers, f"{row.seconds:.1f}")
    return result


def _percents(shares: Sequence[float]) -> str:
    return " / ".join(f"{100 * share:.0f}" for share in shares) or "-"


def main() -> None:
    """Print one table per task, write all numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COSTGOV_DATA", ".")))
    parser.add_argument("--json", type=Path, default=Path("build/bench_forecast.json"))
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    rows: list[Row] = []
    speed: dict[str, float] = {}
    for task in tasks(options.data):
        if isinstance(task, MissingSet):
            console.print(str(task))
            continue
        console.print(f"[dim]{task.name}, origins: {len(task.origins)} …[/dim]")
        rows += [run(task, method) for method in METHODS]
        console.print(table(rows[-len(METHODS) :]))
        speed = timing(task.history)
    if speed:
        console.print("Time of one forecast with intervals, 400 days, 90 ahead: " + str(speed))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    report = {"rows": [asdict(row) for row in rows], "timing": speed}
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
