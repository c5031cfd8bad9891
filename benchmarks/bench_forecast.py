"""Forecast accuracy on rolling origins of real series, beside public forecasters in the same run.

python -m benchmarks.bench_forecast --data ../shared/data [--json build/bench_forecast.json]

The peers are computed in their own environment, which `make bench-forecast` installs; without it
they are left out with a sentence. `--peers-from FILE` keeps their results between runs while one
works on our own method; without it everything is computed.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from costgov.analysis.backtest import Forecaster, backtest
from costgov.analysis.forecast import LEVELS, forecast, forecast_total
from rich.console import Console
from rich.table import Table

from benchmarks.bench_scale import scale_rows
from benchmarks.forecast_goals import Goal, accuracy_goals, scale_goals
from benchmarks.peer_methods import MissingPeers, Peers
from benchmarks.shared_series import MissingSet, binder, nn5
from benchmarks.simple_methods import naive, seasonal_naive, straight_line

OWN = "costgov"
SIMPLE: dict[str, Forecaster] = {
    OWN: forecast,
    "naive": naive,
    "seasonal naive": seasonal_naive,
    "straight line": straight_line,
}
PEERS = {
    "AutoETS": ("AutoETS",),
    "AutoTheta": ("AutoTheta",),
    "AutoCES": ("AutoCES",),
    "MSTL": ("MSTL",),
    "median of the four": ("AutoETS", "AutoTheta", "AutoCES", "MSTL"),
    "Prophet": ("Prophet",),
}
"""What is shown of the peers; a median is taken of the means and of each bound."""
WIDTH = 120


@dataclass(frozen=True, slots=True)
class Task:
    """A set of series with the numbers of days known at the origins.

    `with_peers` is off where the peers would take longer than the run is worth.
    """

    name: str
    history: pd.DataFrame
    horizon: int
    origins: tuple[int, ...]
    with_peers: bool = True

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
        for horizon in (90, 30):
            origins = tuple(range(120, days - horizon, 14))
            yield Task(f"binder, {horizon} days", bill, horizon, origins)
    except MissingSet as missing:
        yield missing
    try:
        cash = nn5(data)
        last = cash["ds"].nunique() - 56
        earlier = tuple(range(last - 280, last, 56))
        yield Task("NN5, 56 days, five earlier origins", cash, 56, earlier, with_peers=False)
        yield Task("NN5, last 56 days", cash, 56, (last,))
    except MissingSet as missing:
        yield missing


def run(task: Task, method: str, forecaster: Forecaster) -> Row:
    """Forecast from every origin of a task and compare."""
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


def methods(task: Task, peers: Peers) -> Mapping[str, Forecaster]:
    """The forecasters shown for a task, ours first."""
    others = {name: peers.forecaster(*parts) for name, parts in PEERS.items()}
    return SIMPLE | others if task.with_peers else SIMPLE


def task_rows(task: Task, peers: Peers, console: Console) -> list[Row]:
    """The rows of one task; without the peers' environment those of the simple methods."""
    rows = []
    for method, forecaster in methods(task, peers).items():
        try:
            with console.status(f"{task.name}: {method}") as status:
                peers.progress = status.update
                rows.append(run(task, method, forecaster))
        except MissingPeers as missing:
            console.print(str(missing))
            break
    return rows


def goal_table(goals: Sequence[Goal]) -> Table:
    """What was to be reached beside what was."""
    result = Table(title="goals")
    for title in ("what", "goal", "reached", ""):
        result.add_column(title)
    for goal in goals:
        result.add_row(goal.what, goal.text, goal.reached, "yes" if goal.met else "NO")
    return result


def main() -> None:
    """Print one table per task, write all numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COSTGOV_DATA", ".")))
    parser.add_argument("--json", type=Path, default=Path("build/bench_forecast.json"))
    parser.add_argument("--peers-from", type=Path, help="keep the peers' results in this file")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    peers = Peers()
    if options.peers_from:
        peers.load(options.peers_from)
    rows: list[Row] = []
    for task in tasks(options.data):
        if isinstance(task, MissingSet):
            console.print(str(task))
            continue
        console.print(f"[dim]{task.name}, origins: {len(task.origins)} …[/dim]")
        made = task_rows(task, peers, console)
        console.print(table(made))
        rows += made
        if options.peers_from:
            peers.save(options.peers_from)
    scale = scale_rows(peers, console)
    goals = [*accuracy_goals(rows), *scale_goals(scale)]
    console.print(goal_table(goals))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "rows": [asdict(row) for row in rows],
        "scale": asdict(scale),
        "goals": [asdict(goal) for goal in goals],
    }
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
