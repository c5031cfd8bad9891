"""Hourly and five-minute forecasts of real machines' CPU, and the choice of load prediction.

python -m benchmarks.bench_load --data ../shared/data [--json build/bench_load.json]

The peers are statsforecast's, as in bench_forecast. They look at the last 48 hours only, where
one of their forecasts takes a second; earlier origins show ours beside the seasonal naive one.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from costgov.analysis.backtest import Forecaster, backtest
from costgov.analysis.forecast import LEVELS, forecast
from costgov.analysis.forest import direct_forest
from costgov.analysis.load import LoadPrediction, predict_load
from rich.console import Console

from benchmarks.bench_forecast import OWN, WIDTH, Row, goal_table, table
from benchmarks.forecast_goals import Goal
from benchmarks.peer_methods import MissingPeers, Peers
from benchmarks.shared_series import MissingSet, azure_vms, hourly
from benchmarks.simple_methods import seasonal_naive

FIVE = ("AutoTheta", "AutoETS", "AutoCES", "MSTL", "SeasonalNaive")
MEDIAN, NAIVE = "median of five", "seasonal naive"
HOURS, DAY = 48, 24
EARLIER_ORIGINS, SPACING = 6, 48
OF_PEERS, OF_NAIVE, TIMES_FASTER = 1.0, 0.8, 20.0
TRIED, KEPT = 4, pd.Timedelta(days=15)
"""Load prediction is tried on every so-many-th machine, with what is known of its last days."""
STEPS = 288


@dataclass(frozen=True, slots=True)
class Load:
    """Machines whose load is forecast `horizon` steps from each of the cuts."""

    name: str
    history: pd.DataFrame
    freq: str
    horizon: int
    cuts: tuple[pd.Timestamp, ...]


def run(load: Load, method: str, forecaster: Forecaster) -> Row:
    """Forecast from every cut and compare."""
    began = time.perf_counter()
    scores = backtest(load.history, load.horizon, load.cuts, freq=load.freq, forecaster=forecaster)
    return Row(
        task=load.name,
        method=method,
        runs=len(scores),
        wape=float(scores["wape"].mean()),
        total_error=float(scores["total_error"].abs().mean()),
        mase=float(scores["mase"].mean()),
        coverage=tuple(float(scores[f"coverage-{level}"].mean()) for level in LEVELS),
        total_coverage=(),
        seconds=time.perf_counter() - began,
    )


def hours_rows(history: pd.DataFrame, peers: Peers, console: Console) -> list[Row]:
    """Two days ahead: at earlier origins, and in the last 48 hours beside the peers."""
    last = history["ds"].max() - pd.Timedelta(hours=HOURS)
    before = tuple(
        last - pd.Timedelta(hours=SPACING * back) for back in range(EARLIER_ORIGINS, 0, -1)
    )
    earlier = Load("hourly CPU, 48 h, six earlier origins", history, "h", HOURS, before)
    end = Load("hourly CPU, last 48 h", history, "h", HOURS, (last,))
    simple = ((OWN, forecast), (NAIVE, seasonal_naive))
    rows = [run(load, *method) for load in (earlier, end) for method in simple]
    try:
        for name, parts in {MEDIAN: FIVE, **{one: (one,) for one in FIVE}}.items():
            with console.status(f"{end.name}: {name}") as status:
                peers.progress = status.update
                rows.append(run(end, name, peers.forecaster(*parts)))
    except MissingPeers as missing:
        console.print(str(missing))
    return rows


def steps_rows(history: pd.DataFrame) -> list[Row]:
    """A day ahead by five minutes, from two origins."""
    last = history["ds"].max() - pd.Timedelta(minutes=5 * STEPS)
    cuts = (last - pd.Timedelta(days=3), last)
    load = Load(
        "CPU every five minutes, 24 h, last and an earlier origin", history, "5min", STEPS, cuts
    )
    return [run(load, OWN, forecast), run(load, NAIVE, seasonal_naive)]


def choice_rows(history: pd.DataFrame, console: Console) -> list[Row]:
    """A day ahead from the last fifteen days: each of both methods, and the one chosen."""
    machines = sorted(history["unique_id"].unique())[::TRIED]
    some = history[history["unique_id"].isin(machines)]
    last = some["ds"].max() - pd.Timedelta(hours=DAY)
    cuts = tuple(last - pd.Timedelta(hours=SPACING * back) for back in (4, 2, 0))
    load = Load("load prediction, 24 h from 15 days, three origins", some, "h", DAY, cuts)
    chosen: list[LoadPrediction] = []

    def recent(known: pd.DataFrame) -> pd.DataFrame:
        ends = known.groupby("unique_id")["ds"].transform("max")
        return known[known["ds"] > ends - KEPT]

    def predicted(
        known: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
    ) -> pd.DataFrame:
        chosen.append(predict_load(recent(known), horizon, freq, levels))
        return chosen[-1].points

    def statistical(
        known: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
    ) -> pd.DataFrame:
        return forecast(recent(known), horizon, levels, freq)

    def forest(
        known: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
    ) -> pd.DataFrame:
        return direct_forest(recent(known), horizon, levels, freq)

    tried = {"chosen": predicted, "statistical": statistical, "random forest": forest}
    rows = [run(load, name, forecaster) for name, forecaster in tried.items()]
    choices = [choice for made in chosen for choice in made.choices]
    by_forest = sum(choice.method == "forest" for choice in choices)
    console.print(f"the random forest was chosen {by_forest} times of {len(choices)}")
    return rows


def goals(rows: Sequence[Row], peers: Peers, console: Console) -> list[Goal]:
    """The last 48 hours beside the peers and the seasonal naive forecast."""
    end = {row.method: row for row in rows if row.task == "hourly CPU, last 48 h"}
    own, naive = end[OWN], end[NAIVE]
    found = [
        Goal(
            "hourly, last 48 h: MASE",
            f"{OF_NAIVE * naive.mase:.3f} ({OF_NAIVE} of {NAIVE}, {naive.mase:.3f})",
            f"{own.mase:.3f} ({own.mase / naive.mase:.2f})",
            own.mase <= OF_NAIVE * naive.mase,
        )
    ]
    if MEDIAN not in end:
        return found
    theirs = end[MEDIAN].mase
    found.append(
        Goal(
            "hourly, last 48 h: MASE",
            f"{OF_PEERS * theirs:.3f} ({MEDIAN})",
            f"{own.mase:.3f} ({own.mase / theirs:.2f})",
            own.mase <= OF_PEERS * theirs,
        )
    )
    seconds = sum(float(answer["seconds"]) for answer in peers.answers.values()) / own.runs
    each = own.seconds / own.runs
    console.print(f"time per series: {1000 * each:.0f} ms, the five peers {1000 * seconds:.0f} ms")
    found.append(
        Goal(
            "hourly: time beside the five",
            f"at least {TIMES_FASTER:.0f} times as fast",
            f"{seconds / each:.0f} times",
            seconds >= TIMES_FASTER * each,
        )
    )
    return found


def main() -> None:
    """Print one table per task, write all numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COSTGOV_DATA", ".")))
    parser.add_argument("--json", type=Path, default=Path("build/bench_load.json"))
    parser.add_argument("--peers-from", type=Path, help="keep the peers' results in this file")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        steps = azure_vms(options.data)
    except MissingSet as missing:
        console.print(str(missing))
        return
    peers = Peers()
    if options.peers_from:
        peers.load(options.peers_from)
    hours = hourly(steps)
    rows = [
        *hours_rows(hours, peers, console),
        *steps_rows(steps),
        *choice_rows(hours, console),
    ]
    if options.peers_from:
        peers.save(options.peers_from)
    for task in dict.fromkeys(row.task for row in rows):
        console.print(table([row for row in rows if row.task == task]))
    reached = goals(rows, peers, console)
    console.print(goal_table(reached))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    report = {"rows": [asdict(row) for row in rows], "goals": [asdict(goal) for goal in reached]}
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
