"""Anomaly quality on real series and on the synthetic organisation, beside simpler methods.

python -m benchmarks.bench_anomaly --data ../shared/data [--json build/bench_anomaly.json]
    [--seeds 5] [--skip-organisation]
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from benchmarks.anomaly_methods import DAILY, FREQUENT, GAUSSIAN, PUBLISHED, Flags, ours
from benchmarks.injections import Quality, inject, judge
from benchmarks.nab_score import FileScore, score_file, total
from benchmarks.planted import Planted, compare, mean_days, mornings, told, worst
from benchmarks.shared_series import MissingSet, binder, complete, nab, nn5
from cli.local.synthetic import build_organisation

SEED = 7
WIDTH = 130
BINDER_COPIES, NN5_SERIES = 12, 60
MANY_SERIES, MANY_DAYS = 4_000, 400


@dataclass(frozen=True, slots=True)
class NabRow:
    """What one method reached on the labelled CloudWatch series."""

    method: str
    score: float
    windows: int
    hit: int
    false_alarms: int


@dataclass(frozen=True, slots=True)
class Injections:
    """One method on one injected set: its quality under each seed."""

    method: str
    qualities: tuple[Quality, ...]

    def mean(self, figure: str) -> float:
        """The mean over seeds."""
        return float(np.mean([getattr(one, figure) for one in self.qualities]))

    def deviation(self, figure: str) -> float:
        """The standard deviation over seeds."""
        return float(np.std([getattr(one, figure) for one in self.qualities]))


FIGURES = ("recall", "precision", "f1", "false_per_30_days")


def nab_rows(data: Path) -> list[NabRow]:
    """Every method on the labelled files; of repeated instants the first value counts.

    A method without a threshold of its own is given the one that is best for these files.
    """
    files = nab(data)
    if not files:
        raise MissingSet(f"skipped: {data / 'nab'} holds none of the labelled files")
    rows = [_nab_row(name, method, files) for name, method in FREQUENT.items()]
    gaussian = [
        _nab_row(f"windowed Gaussian, {threshold:g} sd (best in hindsight)", method, files)
        for threshold, method in GAUSSIAN.items()
    ]
    return [*rows, max(gaussian, key=lambda row: row.score)]


type Labelled = Mapping[str, tuple[pd.DataFrame, list[tuple[pd.Timestamp, pd.Timestamp]]]]


def _nab_row(name: str, method: Flags, files: Labelled) -> NabRow:
    scores: list[FileScore] = []
    for series, windows in files.values():
        first = ~series.duplicated("ds").to_numpy()
        flags = np.zeros(len(series), bool)
        flags[first] = method(series[first], "5min")
        scores.append(score_file(series["ds"], flags, windows))
    return NabRow(
        name,
        total(scores),
        sum(score.windows for score in scores),
        sum(score.hit for score in scores),
        sum(score.false_alarms for score in scores),
    )


def injected_sets(data: Path) -> Iterator[tuple[str, list[np.ndarray]] | MissingSet]:
    """Real series that anomalies of known place are put into."""
    try:
        bills = [complete(series) for _, series in binder(data).groupby("unique_id", sort=False)]
        yield "binder", bills * BINDER_COPIES
    except MissingSet as missing:
        yield missing
    try:
        cash = [complete(series) for _, series in nn5(data).groupby("unique_id", sort=False)]
        yield "NN5", cash[:NN5_SERIES]
    except MissingSet as missing:
        yield missing


def qualities(
    series: Sequence[np.ndarray], seeds: Sequence[int], *, of_level: bool
) -> list[Injections]:
    """Every method on one set, injected anew under each seed."""
    found: dict[str, list[Quality]] = {name: [] for name in DAILY}
    for seed in seeds:
        random = np.random.default_rng(seed)
        injected = [inject(values, random, of_level=of_level) for values in series]
        history = _history([one.values for one in injected])
        lengths = np.cumsum([len(one.values) for one in injected])[:-1]
        for name, method in DAILY.items():
            flags = np.split(method(history, "D"), lengths)
            found[name].append(judge(flags, injected))
    return [Injections(name, tuple(each)) for name, each in found.items()]


def _history(series: Sequence[np.ndarray]) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "unique_id": number,
                    "ds": pd.date_range("2018-01-01", periods=len(values)),
                    "y": values,
                }
            )
            for number, values in enumerate(series)
        ],
        ignore_index=True,
    )


def many_series() -> dict[str, float]:
    """Seconds and peak memory of judging 4,000 series of 400 days on one core."""
    random = np.random.default_rng(SEED)
    week = np.resize([1.1, 1.2, 1.2, 1.1, 1.0, 0.7, 0.7], MANY_DAYS)
    values = random.lognormal(3, 1, (MANY_SERIES, 1)) * week
    history = _history(list(values * random.normal(1, 0.05, values.shape)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    ours(history, "D")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "series": MANY_SERIES,
        "days": MANY_DAYS,
        "cpu_seconds": time.process_time() - start,
        "peak_mb": peak / 1024,
        "grown_mb": (peak - before) / 1024,
    }


def organisation_found() -> Planted:
    """The planted anomalies through the daily pipeline."""
    organisation = build_organisation()
    days = mornings(organisation)
    return compare(organisation, list(told(organisation, days)), len(days))


def nab_table(rows: Sequence[NabRow]) -> Table:
    """Scores on the labelled files."""
    table = Table(title="NAB, realAWSCloudwatch, standard profile (0 silent, 100 perfect)")
    for title in ("method", "score", "windows hit", "false alarms"):
        table.add_column(title, justify="left" if title == "method" else "right")
    for row in rows:
        hits = f"{row.hit} of {row.windows}"
        table.add_row(row.method, f"{row.score:.1f}", hits, str(row.false_alarms))
    for quoted in PUBLISHED:
        table.add_row(f"[dim]{quoted.method} *[/dim]", f"[dim]{quoted.score:.1f}[/dim]", "", "")
    table.caption = "* as published, on all 58 files of NAB, threshold optimised on them; not run"
    return table


def quality_table(title: str, found: Sequence[Injections]) -> Table:
    """Qualities on one injected set, mean ± standard deviation over the seeds."""
    events = sum(one.events for one in found[0].qualities)
    table = Table(title=f"{events} anomalies injected into {title}")
    for head in ("method", "recall", "precision", "F1", "false alarms per 30 days"):
        table.add_column(head, justify="left" if head == "method" else "right")
    for one in found:
        cells = (f"{one.mean(name):.2f} ± {one.deviation(name):.2f}" for name in FIGURES)
        table.add_row(one.method, *cells)
    return table


def planted_table(found: Planted) -> Table:
    """What the daily pipeline found of the organisation's anomalies."""
    table = Table(
        title=f"Planted in the synthetic organisation, {found.mornings} mornings of the pipeline"
    )
    heads = ("found", "told rightly", "told wrongly", "drivers right", "days to detect")
    for head in heads:
        table.add_column(head, justify="right")
    table.add_row(
        f"{found.found} of {found.planted} ({found.recall:.2f})",
        f"{found.right} ({found.precision:.2f})",
        str(found.wrong),
        f"{found.drivers_right} of {found.drivers} ({found.driver_share:.2f})",
        f"{mean_days(found.days):.1f}, at most {worst(found.days)}",
    )
    table.caption = "; ".join(
        [
            *(f"missed: {one}" for one in found.missed),
            *(f"wrong: {one}" for one in found.wrongly),
        ]
    )
    return table


def _real_data(data: Path, seeds: Sequence[int], console: Console) -> dict[str, object]:
    report: dict[str, object] = {}
    try:
        rows = nab_rows(data)
        console.print(nab_table(rows))
        report["nab"] = [asdict(row) for row in rows]
    except MissingSet as missing:
        console.print(str(missing))
    for found in injected_sets(data):
        if isinstance(found, MissingSet):
            console.print(str(found))
            continue
        name, series = found
        for of_level in (False, True):
            title = f"{name}, sizes of the {'level' if of_level else 'day'}, {len(seeds)} seeds"
            each = qualities(series, seeds, of_level=of_level)
            console.print(quality_table(title, each))
            report[f"{name}, of the {'level' if of_level else 'day'}"] = [
                {"method": one.method}
                | {figure: one.mean(figure) for figure in FIGURES}
                | {f"{figure}_sd": one.deviation(figure) for figure in FIGURES}
                for one in each
            ]
    return report


def main() -> None:
    """Print one table per set, write all numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COSTGOV_DATA", ".")))
    parser.add_argument("--json", type=Path, default=Path("build/bench_anomaly.json"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--skip-organisation", action="store_true")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    report = _real_data(options.data, range(SEED, SEED + options.seeds), console)
    speed = many_series()
    console.print(
        "{series:,} series of {days} days: {cpu_seconds:.0f} s of one core, "
        "memory grew by {grown_mb:.0f} MB".format(**speed)
    )
    report["many series"] = speed
    if not options.skip_organisation:
        console.print("[dim]Day by day through the synthetic organisation, some minutes …[/dim]")
        found = organisation_found()
        console.print(planted_table(found))
        report["planted"] = asdict(found) | {
            "recall": found.recall,
            "precision": found.precision,
            "driver_share": found.driver_share,
        }
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
