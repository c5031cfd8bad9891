"""Anomaly quality on real series, beside simpler methods in the same run.

python -m benchmarks.bench_anomaly --data ../shared/data [--json build/bench_anomaly.json]
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from costgov.analysis.anomalies import detect
from rich.console import Console
from rich.table import Table

from benchmarks.injections import Injected, Quality, inject, judge
from benchmarks.nab_score import FileScore, score_file, total
from benchmarks.shared_series import MissingSet, binder, complete, nab, nn5
from benchmarks.simple_methods import trailing_month, whole_series

SEED = 7
WIDTH = 120
BINDER_COPIES, NN5_SERIES = 12, 40

type Flags = Callable[[np.ndarray, pd.DatetimeIndex, str], np.ndarray]


@dataclass(frozen=True, slots=True)
class NabRow:
    """What one method reached on the labelled CloudWatch series."""

    method: str
    score: float
    windows: int
    hit: int
    false_alarms: int


def ours(values: np.ndarray, instants: pd.DatetimeIndex, freq: str) -> np.ndarray:
    """The verdicts of `detect`, at its one threshold."""
    history = pd.DataFrame({"unique_id": "series", "ds": instants, "y": values})
    flags: np.ndarray = detect(history, freq)["is_anomaly"].to_numpy(bool)
    return flags


METHODS: dict[str, Flags] = {
    "costgov": ours,
    "trailing 30, 3 sd": lambda values, _instants, _freq: trailing_month(values),
    "whole series, 2 sd (sees the future)": lambda values, _instants, _freq: whole_series(values),
}


def nab_rows(data: Path) -> list[NabRow]:
    """Every method on the labelled files; of repeated instants the first value counts."""
    files = nab(data)
    rows = []
    for name, method in METHODS.items():
        scores: list[FileScore] = []
        for series, windows in files.values():
            first = ~series.duplicated("ds").to_numpy()
            flags = np.zeros(len(series), bool)
            values, instants = series["y"].to_numpy()[first], pd.DatetimeIndex(series["ds"][first])
            flags[first] = method(values, instants, "5min")
            scores.append(score_file(series["ds"], flags, windows))
        counts = (sum(getattr(score, part) for score in scores) for part in _COUNTS)
        rows.append(NabRow(name, total(scores), *counts))
    return rows


_COUNTS = ("windows", "hit", "false_alarms")


def injected_sets(data: Path) -> Iterator[tuple[str, list[Injected]] | MissingSet]:
    """Real series with anomalies of known place put in."""
    random = np.random.default_rng(SEED)
    try:
        bills = [complete(series) for _, series in binder(data).groupby("unique_id", sort=False)]
        yield "binder", [inject(bill, random) for bill in bills for _ in range(BINDER_COPIES)]
    except MissingSet as missing:
        yield missing
    try:
        cash = [complete(series) for _, series in nn5(data).groupby("unique_id", sort=False)]
        yield "NN5", [inject(values, random) for values in cash[:NN5_SERIES]]
    except MissingSet as missing:
        yield missing


def qualities(series: list[Injected]) -> dict[str, Quality]:
    """Every method on one injected set."""
    return {
        name: judge(
            [
                method(one.values, pd.date_range("2018-01-01", periods=len(one.values)), "D")
                for one in series
            ],
            series,
        )
        for name, method in METHODS.items()
    }


def nab_table(rows: Sequence[NabRow]) -> Table:
    """Scores on the labelled files."""
    table = Table(title="NAB, realAWSCloudwatch, standard profile (0 silent, 100 perfect)")
    for title in ("method", "score", "windows hit", "false alarms"):
        table.add_column(title, justify="left" if title == "method" else "right")
    for row in rows:
        hits = f"{row.hit} of {row.windows}"
        table.add_row(row.method, f"{row.score:.1f}", hits, str(row.false_alarms))
    return table


def quality_table(name: str, found: dict[str, Quality]) -> Table:
    """Qualities on one injected set."""
    events = next(iter(found.values())).events
    table = Table(title=f"{events} anomalies injected into {name}")
    for title in ("method", "recall", "precision", "F1", "false alarms per 30 days"):
        table.add_column(title, justify="left" if title == "method" else "right")
    for method, one in found.items():
        numbers = (one.recall, one.precision, one.f1, one.false_per_30_days)
        table.add_row(method, *(f"{number:.2f}" for number in numbers))
    return table


def main() -> None:
    """Print one table per set, write all numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COSTGOV_DATA", ".")))
    parser.add_argument("--json", type=Path, default=Path("build/bench_anomaly.json"))
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    report: dict[str, list[dict[str, object]]] = {}
    try:
        rows = nab_rows(options.data)
        console.print(nab_table(rows))
        report["nab"] = [asdict(row) for row in rows]
    except MissingSet as missing:
        console.print(str(missing))
    for found in injected_sets(options.data):
        if isinstance(found, MissingSet):
            console.print(str(found))
            continue
        name, series = found
        console.print(f"[dim]{name}: {len(series)} series …[/dim]")
        quality = qualities(series)
        console.print(quality_table(name, quality))
        report[name] = [{"method": method} | asdict(one) for method, one in quality.items()]
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
