"""Measured samples to the smallest safe size: `domain.demand` for frames.

The frame is summed up as the collecting function sums up its points, so that what is judged on
samples is what is deployed.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.domain.capacity_use import CapacityUse, UsePoint, capacity_use
from costgov.domain.demand import Demand, PolicyName, demand_of
from costgov.errors import InvalidHistory, InvalidInput

__all__ = ["Demand", "PolicyName", "demand", "use_of"]

_CPU: Final = "cpu"
_MEMORY: Final = "mem"
_MOST_PERCENT: Final = 1e6
# Averages of periods up to here (seconds) stand for all of the period.
_SHORT: Final = 900


def demand(
    samples: pd.DataFrame,
    vcpus: float,
    policy: PolicyName = "balanced",
    memory_gib: float | None = None,
) -> Demand:
    """The smallest safe capacity for what was measured, its risk and why.

    Args:
        samples: `ds` (naive UTC instants), `cpu_avg` and `cpu_max` in percent of the present size
            and optionally `mem_avg` and `mem_max`, of any regular period (five minutes, an hour);
            memory is not reduced by averages alone of more than a quarter of an hour;
            `cpu_p95` and `mem_p95` of hours tell the peaks within them. Other columns are ignored,
            rows without an average are gaps.
        vcpus: the present size.
        policy: "savings", "balanced" or "safe" (`domain.demand.POLICIES`).
        memory_gib: the present memory; it is not reduced where memory was not measured.

    Raises:
        InvalidHistory: a column is missing, an instant is not one, carries a zone or is there
            twice, a value is infinite, negative or no number.
        InvalidInput: the policy is unknown, or a size is not a positive number.
    """
    size, gib = _size("vcpus", vcpus), None if memory_gib is None else _size("GiB", memory_gib)
    memory = use_of(samples, _MEMORY) if f"{_MEMORY}_avg" in samples.columns else None
    made = demand_of(use_of(samples, _CPU), size, policy, memory, gib)
    hidden = memory is not None and memory.period_seconds > _SHORT and _lacks_peaks(samples)
    if not hidden or gib is None or made.memory_gib is None or made.memory_gib >= gib:
        return made
    return replace(made, memory_gib=gib, reason=f"{made.reason} on average: it stays as it is")


def use_of(samples: pd.DataFrame, metric: str = _CPU) -> CapacityUse | None:
    """The summary of a metric's columns (`cpu_avg`, `cpu_max`, …); None where nothing is measured.

    Raises:
        InvalidHistory: see `demand`.
    """
    needed = ["ds", f"{metric}_avg", *([f"{metric}_max"] if metric == _CPU else [])]
    if missing := [column for column in needed if column not in samples.columns]:
        raise InvalidHistory(f"samples lack the column(s) {', '.join(missing)}")
    instants = _instants(samples["ds"])
    average, maximum = (_percent(samples, f"{metric}_{name}") for name in ("avg", "max"))
    high = _percent(samples, f"{metric}_p95")
    period = _period_seconds(instants)
    seen = np.flatnonzero(~np.isnan(average))
    points = [
        UsePoint(at.to_pydatetime(), float(average[i]), _known(high[i]), _known(maximum[i]))
        for i, at in zip(seen, instants[seen].tz_localize("UTC"), strict=True)
    ]
    return capacity_use(points, period)


def _size(name: str, size: object) -> float:
    """Any kind of number as a float."""
    try:
        return float(size)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{name} is {size!r}, not a number") from error


def _lacks_peaks(samples: pd.DataFrame) -> bool:
    column = f"{_MEMORY}_max"
    return column not in samples.columns or bool(samples[column].isna().all())


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _instants(column: pd.Series) -> pd.DatetimeIndex:
    if pd.api.types.is_numeric_dtype(column) and len(column):
        raise InvalidHistory("ds holds numbers, not instants")
    try:
        instants = pd.DatetimeIndex(pd.to_datetime(column, format="ISO8601"))
    except (TypeError, ValueError) as error:
        raise InvalidHistory("ds holds something that is not an instant") from error
    if instants.tz is not None:
        raise InvalidHistory("ds carries a time zone; give naive UTC instants")
    if instants.hasnans:
        raise InvalidHistory("samples have a row without ds")
    if not instants.is_unique:
        raise InvalidHistory("samples have an instant more than once")
    return instants


def _percent(samples: pd.DataFrame, column: str) -> Floats:
    """The values of a column, not a number where one is missing or the whole column is."""
    if column not in samples.columns:
        return np.full(len(samples), np.nan)
    try:
        values = pd.to_numeric(samples[column]).to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InvalidHistory(f"{column} holds something that is not a number") from error
    if np.isinf(values).any() or (np.abs(values) > _MOST_PERCENT).any():
        raise InvalidHistory(f"{column} holds something that is no percentage")
    if (values < 0).any():
        raise InvalidHistory(f"{column} is negative")
    return values


def _period_seconds(instants: pd.DatetimeIndex) -> int:
    """The usual step between samples; five minutes where there is one sample only."""
    steps = np.diff(np.sort(instants.to_numpy())) / np.timedelta64(1, "s")
    return max(int(np.median(steps)), 1) if len(steps) else 300
