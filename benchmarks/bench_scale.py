"""How long a forecast takes, alone and by the thousand, and what memory it needs.

python -m benchmarks.bench_scale

Times are of one core: every measurement runs in a process of its own whose numerical libraries
have one thread. The series are those of a large organisation in kind: noise, weekly seasons, level
shifts, growth, rare charges and gaps.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from costgov.analysis.anomalies import detect
from costgov.analysis.forecast import forecast
from rich.console import Console

from benchmarks.peer_methods import ONE_THREAD, ROOT, MissingPeers, Peers

POINTS, HORIZON, RUNS = 400, 90, 7
BATCH, MANY = 60, 4000
PEER_SERIES = 6
FIRST_DAY = "2025-01-01"
WEEK = np.array([1.05, 1.1, 1.1, 1.1, 1.05, 0.8, 0.8])


@dataclass(frozen=True, slots=True)
class Scale:
    """Milliseconds of one forecast with intervals: a series alone, one of 60, and AutoETS's.

    `many_seconds` is the time of forecasting 4,000 series and judging all their days,
    `many_mebibytes` the largest memory of that process.
    """

    alone_ms: float
    batch_ms: float
    peer_ms: float | None
    many_series: int
    many_seconds: float
    many_mebibytes: float


def scale_rows(peers: Peers, console: Console) -> Scale:
    """Measure and print."""
    with console.status("time per series, one core"):
        alone, batch = _measured("single")
    with console.status("time per series of AutoETS, one core"):
        peer = _peer_ms(peers, console)
    with console.status(f"{MANY:,} series of {POINTS} days, forecast and anomalies, one core"):
        seconds, mebibytes = _measured("many")
    scale = Scale(
        alone_ms=alone,
        batch_ms=batch,
        peer_ms=peer,
        many_series=MANY,
        many_seconds=seconds,
        many_mebibytes=mebibytes,
    )
    beside = "" if peer is None else f"; AutoETS {peer:.0f} ms"
    console.print(
        f"{POINTS} days, {HORIZON} ahead, intervals included, one core: {alone:.1f} ms alone, "
        f"{batch:.1f} ms in a batch of {BATCH}{beside}"
    )
    console.print(
        f"{MANY:,} series of {POINTS} days, forecast and anomalies, one core: "
        f"{scale.many_seconds:.0f} s, {scale.many_mebibytes:.0f} MiB at most"
    )
    return scale


def organisation(count: int, points: int = POINTS) -> pd.DataFrame:
    """So many daily cost series of the usual kinds as `unique_id, ds, y`; always the same."""
    random = np.random.default_rng(11)
    level = random.lognormal(3, 1.5, (count, 1))
    noise = random.normal(1, random.uniform(0.01, 0.2, (count, 1)), (count, points))
    growth = np.cumprod(1 + random.normal(0.0005, 0.001, (count, 1)) * np.ones((1, points)), 1)
    week = np.where(random.random((count, 1)) < 0.6, np.resize(WEEK, points), 1.0)
    after = np.arange(points) > random.integers(0, 2 * points, (count, 1))
    shift = np.where(after, random.uniform(0.5, 2, (count, 1)), 1.0)
    rare = random.random((count, 1)) < 0.1
    charged = ~rare | (random.random((count, points)) < 0.2)
    values = np.maximum(level * noise * growth * week * shift, 0) * charged
    missing = (random.random((count, 1)) < 0.1) & (random.random((count, points)) < 0.05)
    wide = pd.DataFrame(
        np.where(missing, np.nan, values).T, index=pd.date_range(FIRST_DAY, periods=points)
    )
    long = wide.rename_axis("ds").reset_index().melt("ds", var_name="unique_id", value_name="y")
    return long[["unique_id", "ds", "y"]].dropna(ignore_index=True)


def _peer_ms(peers: Peers, console: Console) -> float | None:
    try:
        return 1000 * peers.seconds(organisation(PEER_SERIES), "AutoETS", HORIZON)
    except MissingPeers as missing:
        console.print(str(missing))
        return None


def _measured(what: str) -> list[float]:
    """The figures of `_single` or `_many`, measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_scale", what]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: list[float] = json.loads(done.stdout)
    return measured


def _single() -> list[float]:
    """Milliseconds of one series alone, and of one in a batch."""
    batch = organisation(BATCH)
    alone = batch[batch["unique_id"] == 0]
    return [
        _median_ms(lambda: forecast(alone, HORIZON)),
        _median_ms(lambda: forecast(batch, HORIZON)) / BATCH,
    ]


def _median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        call()
        times.append(1000 * (time.process_time() - began))
    return float(np.median(times))


def _many() -> list[float]:
    """Seconds of many series, and the largest memory of this process in MiB."""
    history = organisation(MANY)
    began = time.process_time()
    forecast(history, HORIZON)
    detect(history)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    return [seconds, peak * unit / 2**20]


def main() -> None:
    """Without an argument the whole table; with one, a measurement as JSON."""
    kinds: dict[str, Callable[[], object]] = {"single": _single, "many": _many}
    if len(sys.argv) > 1:
        print(json.dumps(kinds[sys.argv[1]]()))
    else:
        print(json.dumps(asdict(scale_rows(Peers(), Console(stderr=True))), indent=2))


if __name__ == "__main__":
    main()
