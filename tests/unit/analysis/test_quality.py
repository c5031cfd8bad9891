"""Accuracy on real series does not fall behind what was reached (needs the data folder)."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.bench_anomaly import injected_sets, nab_rows, qualities
from benchmarks.bench_forecast import SIMPLE, Task, run
from benchmarks.nab_score import score_file, total
from benchmarks.shared_series import MissingSet, binder, nab


@pytest.fixture
def data() -> Path:
    """The folder of real data."""
    folder = os.environ.get("COSTGOV_DATA", "")
    if not Path(folder, "binder_billing").is_dir():
        pytest.skip("COSTGOV_DATA names no folder with the real series")
    return Path(folder)


def test_a_real_bill_is_forecast_better_than_by_its_last_value(data: Path) -> None:
    task = Task("binder", binder(data), 30, tuple(range(120, 440, 20)))
    ours, naive, line = (
        run(task, name, SIMPLE[name]) for name in ("costgov", "naive", "straight line")
    )
    assert ours.wape < 0.11
    assert ours.wape < naive.wape
    assert ours.wape < 0.7 * line.wape
    assert abs(ours.coverage[0] - 0.80) < 0.1
    assert abs(ours.total_coverage[0] - 0.80) < 0.15


def test_labelled_anomalies_of_real_metrics_are_found(data: Path) -> None:
    ours, *others = nab_rows(data)
    assert ours.score > 65
    assert all(ours.score > other.score for other in others)


@pytest.mark.parametrize(("name", "f1"), [("binder", 0.65), ("NN5", 0.45)])
def test_injected_anomalies_are_found_without_crying_wolf(data: Path, name: str, f1: float) -> None:
    sets = dict(found for found in injected_sets(data) if not isinstance(found, MissingSet))
    for of_level in (False, True):
        ours, *_ = qualities(sets[name], (101,), of_level=of_level)
        assert ours.mean("f1") > f1
        assert ours.mean("false_per_30_days") <= 0.2


def test_the_benchmark_score_is_zero_for_silence_and_a_hundred_for_perfection(data: Path) -> None:
    files = nab(data).values()
    silent = [score_file(s["ds"], np.zeros(len(s), bool), windows) for s, windows in files]
    assert total(silent) == pytest.approx(0)
    perfect = []
    for series, windows in files:
        flags = np.zeros(len(series), bool)
        for start, _ in windows:
            flags[np.flatnonzero(series["ds"] >= start)[0]] = True
        perfect.append(score_file(series["ds"], flags, windows))
    assert total(perfect) == pytest.approx(100)


def test_a_set_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingSet, match=r"skipped: .* is not there"):
        binder(tmp_path)
