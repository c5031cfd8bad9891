"""The real series the benchmarks run on; a set that is absent is skipped with a sentence."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

NN5_FIRST_DAY = "1996-03-18"
AZURE_FIRST = "2016-11-16"
BINDER_SERIES = ("total", "binder-staging", "cloud-storage")


class MissingSet(Exception):
    """A data set is not in the data folder."""


def binder(data: Path) -> pd.DataFrame:
    """Daily cost of mybinder.org as `unique_id, ds, y`."""
    wide = pd.read_csv(found(data / "binder_billing" / "binder_daily_cost.csv"))
    wide = wide.rename(columns={"date": "ds"}).astype({"ds": "datetime64[us]"})
    return _long(wide[["ds", *BINDER_SERIES]])


def nn5(data: Path) -> pd.DataFrame:
    """Daily withdrawals of cash machines as `unique_id, ds, y`."""
    files = sorted((data / "nn5").glob("nn5_daily_*.csv")) or [data / "nn5"]
    wide = pd.concat([pd.read_csv(found(file)).set_index("day") for file in files], axis=1)
    wide.index = pd.date_range(NN5_FIRST_DAY, periods=len(wide), name="ds")
    return _long(wide.reset_index())


def azure_vms(data: Path) -> pd.DataFrame:
    """Average CPU of virtual machines every five minutes as `unique_id, ds, y`, in percent."""
    file = found(data / "azure_vm" / "cpu_avg_5min_70vms.parquet")
    wide = duckdb.read_parquet(str(file)).df().astype(float)
    wide.insert(0, "ds", pd.date_range(AZURE_FIRST, periods=len(wide), freq="5min"))
    return _long(wide)


def hourly(series: pd.DataFrame) -> pd.DataFrame:
    """The means of whole hours."""
    hours = series.assign(ds=series["ds"].dt.floor("h")).groupby(["unique_id", "ds"])["y"]
    return hours.mean()[hours.size() == 12].reset_index()


def nab(data: Path) -> dict[str, tuple[pd.DataFrame, list[tuple[pd.Timestamp, pd.Timestamp]]]]:
    """Per file the CloudWatch series `unique_id, ds, y` (with its repeated instants) and the
    labelled windows."""
    folder = data / "nab"
    windows = json.loads(found(folder / "windows.json").read_text())
    return {
        name: (
            pd.read_csv(folder / name, parse_dates=["timestamp"])
            .rename(columns={"timestamp": "ds", "value": "y"})
            .assign(unique_id=name),
            [(pd.Timestamp(start), pd.Timestamp(end)) for start, end in labelled],
        )
        for name, labelled in windows.items()
        if (folder / name).is_file()
    }


def complete(series: pd.DataFrame) -> np.ndarray:
    """The values of one daily series, gaps filled with the day before."""
    values: np.ndarray = series.set_index("ds")["y"].asfreq("D").ffill().to_numpy(float)
    return values


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    long = wide.melt("ds", var_name="unique_id", value_name="y")
    return long[["unique_id", "ds", "y"]].dropna(ignore_index=True)


def found(path: Path) -> Path:
    if not path.is_file():
        raise MissingSet(f"skipped: {path} is not there")
    return path
