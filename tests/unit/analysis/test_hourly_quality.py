"""Hourly forecasts of real machines do not fall behind what was reached (needs the data folder)."""

import os
from pathlib import Path

import pandas as pd
import pytest
from costgov.analysis.forecast import forecast

from benchmarks.bench_forecast import OWN
from benchmarks.bench_load import Load, run
from benchmarks.shared_series import MissingSet, azure_vms, hourly
from benchmarks.simple_methods import seasonal_naive


@pytest.fixture(scope="module")
def hours() -> pd.DataFrame:
    """CPU of 70 machines over four weeks."""
    try:
        return hourly(azure_vms(Path(os.environ.get("COSTGOV_DATA", ""))))
    except MissingSet as missing:
        pytest.skip(str(missing))


def test_two_days_of_real_load_are_forecast_better_than_by_the_day_before(
    hours: pd.DataFrame,
) -> None:
    last = hours["ds"].max()
    cuts = tuple(last - pd.Timedelta(hours=back) for back in (48, 144))
    load = Load("hours", hours, "h", 48, cuts)
    ours, naive = run(load, OWN, forecast), run(load, "naive", seasonal_naive)
    assert ours.runs == 140
    assert ours.mase < 0.85 * naive.mase
    assert ours.wape < 0.9 * naive.wape
    assert ours.coverage[0] == pytest.approx(0.80, abs=0.12)


def test_only_whole_hours_count() -> None:
    instants = pd.date_range("2026-01-01", periods=30, freq="5min")
    series = pd.DataFrame({"unique_id": "vm", "ds": instants, "y": range(30)})
    assert hourly(series)["y"].tolist() == [5.5, 17.5]


def test_machines_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingSet, match=r"skipped: .*azure_vm.* is not there"):
        azure_vms(tmp_path)
