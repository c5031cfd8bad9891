"""Real machines to size on two weeks and judge on the next two, and the rules others publish."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.shared_series import AZURE_FIRST, found

type Floats = npt.NDArray[np.float64]

SIZES: Final = (0.125, 0.25, 0.5, 1.0)
"""What a machine can be made, as parts of its present size."""
STEP: Final = pd.Timedelta(minutes=5)
NOTHING, FORTNIGHT = pd.Timedelta(0), pd.Timedelta(days=14)
MOST_ABOVE: Final = 0.01
"""A machine was made too small if its demand was above the new size for longer than this."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What was measured until a decision (`ds, cpu_avg, cpu_max`), and the average load after."""

    name: str
    before: pd.DataFrame
    after: Floats

    def above(self, part: float) -> float:
        """The share of the time after the decision with more demand than this part of the size."""
        return float((self.after > 100 * part).mean())


type Frames = Mapping[str, pd.DataFrame]


def azure(data: Path) -> Frames:
    """70 machines of Azure's public data set, with averages and maxima of five minutes."""
    average, highest = (
        duckdb.read_parquet(str(found(data / "azure_vm" / f"cpu_{name}_5min_70vms.parquet")))
        .df()
        .astype(float)
        for name in ("avg", "max")
    )
    instants = pd.date_range(AZURE_FIRST, periods=len(average), freq=STEP)
    return {
        str(name): pd.DataFrame(
            {"ds": instants, "cpu_avg": average[name], "cpu_max": highest[name]}
        )
        for name in average
    }


def bitbrains(data: Path) -> Frames:
    """35 business machines of GWA-T-12, watched for a week to a month; averages only."""
    folder = data / "bitbrains"
    trace = duckdb.read_parquet(str(found(folder / "trace_35vms.parquet"))).df()
    meta = duckdb.read_parquet(str(found(folder / "meta_35vms.parquet"))).df().set_index("id")
    frames = {}
    for name, own in trace.groupby("id"):
        load = 100 * own["cpu_usage"] / meta.loc[name, "cpu_capacity"]
        instants = own["timestamp"].dt.tz_localize(None).dt.floor(STEP)
        mean = load.groupby(instants.to_numpy()).mean()
        frames[str(name)] = pd.DataFrame(
            {"ds": mean.index, "cpu_avg": mean.to_numpy(), "cpu_max": mean.to_numpy()}
        )
    return frames


def parted(
    frames: Frames,
    before: pd.Timedelta = FORTNIGHT,
    after: pd.Timedelta = FORTNIGHT,
    skipped: pd.Timedelta = NOTHING,
) -> list[Machine]:
    """Machines decided on for one time and judged on the next; without a next one is left out."""
    machines = []
    for name, frame in frames.items():
        begun = frame["ds"].min() + skipped
        decided = begun + before
        known = frame[(frame["ds"] >= begun) & (frame["ds"] < decided)]
        later = frame.loc[
            (frame["ds"] >= decided) & (frame["ds"] < decided + after), "cpu_avg"
        ].dropna()
        if len(later):
            machines.append(Machine(name, known, later.to_numpy()))
    return machines


def by_hour(frame: pd.DataFrame) -> pd.DataFrame:
    """The samples as CloudWatch gives hours: mean, 95th percentile and maximum of each."""
    grouped = frame.groupby(frame["ds"].dt.floor("h"))
    return pd.DataFrame(
        {
            "cpu_avg": grouped["cpu_avg"].mean(),
            "cpu_p95": grouped["cpu_avg"].quantile(0.95),
            "cpu_max": grouped["cpu_max"].max(),
        }
    ).reset_index()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule saved, and at what price.

    `saved` is the share of all capacity, `resized` of all machines; `too_small` the share of the
    resized that were too small, `above` their mean share of time with more demand than the size.
    """

    saved: float
    resized: float
    too_small: float
    above: float


def fitting(needed: float) -> float:
    """The smallest size that holds a demand, both as parts of the present size."""
    return next((size for size in SIZES if size >= needed), SIZES[-1])


def judged(machines: Sequence[Machine], needed: Sequence[float]) -> Outcome:
    """Give every machine the smallest size for what it was said to need, and look back."""
    sizes = [fitting(one) for one in needed]
    above = [m.above(size) for m, size in zip(machines, sizes, strict=True) if size < 1]
    return Outcome(
        saved=1 - float(np.mean(sizes)),
        resized=len(above) / len(machines),
        too_small=float(np.mean([one > MOST_ABOVE for one in above])) if above else 0.0,
        above=float(np.mean(above)) if above else 0.0,
    )


type Rule = Callable[[pd.DataFrame], float]


def _halve_when_idle(frame: pd.DataFrame) -> float:
    return 0.5 if frame["cpu_avg"].mean() < 20 else 1.0


def _quantile(column: str, share: float, factor: float) -> Rule:
    def needed(frame: pd.DataFrame) -> float:
        return factor * float(frame[column].quantile(share)) / 100

    return needed


def _advisor(most_percent: float) -> Rule:
    """Azure Advisor: P95 of half-hour maxima in the last seven days, at most so much of the new."""

    def needed(frame: pd.DataFrame) -> float:
        last = frame[frame["ds"] >= frame["ds"].max() - pd.Timedelta(days=7)]
        peaks = last.groupby(last["ds"].dt.floor("30min"))["cpu_max"].max()
        return float(peaks.quantile(0.95)) / most_percent

    return needed


RULES: Final[Mapping[str, Rule]] = {
    "mean below 20 %: halve": _halve_when_idle,
    "P95 of averages + 20 %": _quantile("cpu_avg", 0.95, 1.2),
    "P99.5 of averages": _quantile("cpu_avg", 0.995, 1.0),
    "Compute Optimizer P90, 0 %": _quantile("cpu_max", 0.90, 1.0),
    "Compute Optimizer P95, 30 %": _quantile("cpu_max", 0.95, 1.3),
    "Compute Optimizer P99.5, 20 % (default)": _quantile("cpu_max", 0.995, 1.2),
    "Azure Advisor, user-facing (P95 ≤ 40 %)": _advisor(40),
    "Azure Advisor, other (P95 ≤ 80 %)": _advisor(80),
}
"""Simple rules and published ones: the part of the present size that a frame is said to need."""
