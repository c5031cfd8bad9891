"""The peers' forecasts as the benchmark's own methods: asked of their environment, once each.

Values that are missing are filled with those one season before, which peers need and we do not.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from costgov.analysis.frequency import frequency_of

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".tools" / "peers" / "bin" / "python"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
type Answer = dict[str, Any]


class MissingPeers(Exception):
    """The peers' environment is not installed."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to a peer, and the series it is about."""

    name: object
    last: pd.Timestamp
    request: Answer

    @property
    def key(self) -> str:
        """Tells one computation from all others, whatever the horizon."""
        return str(self.request["key"])


@dataclass
class Peers:
    """Forecasts of public forecasters, each computed once per series and known by its content.

    `processes` share the work; `answers` may hold earlier results (see `load`); `progress` is
    told how many of how many are done.
    """

    processes: int = os.cpu_count() or 1
    answers: dict[str, Answer] = field(default_factory=dict)
    progress: Callable[[str], object] = str

    def forecaster(self, *methods: str) -> Callable[..., pd.DataFrame]:
        """A function like `forecast`: one peer, or the median of several, bounds included."""

        def made(
            history: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
        ) -> pd.DataFrame:
            groups = [
                [_ask(method, series, horizon, levels, freq) for method in methods]
                for _, series in history.groupby("unique_id", sort=False)
            ]
            self._compute([ask for group in groups for ask in group if not self._knows(ask)])
            step = pd.Timedelta(frequency_of(freq).step)
            frames = [self._middle(group, horizon, step) for group in groups]
            return pd.concat(frames, ignore_index=True)

        return made

    def seconds(self, history: pd.DataFrame, method: str, horizon: int) -> float:
        """Mean time per series of one peer in one process, the first (its warm-up) not counted."""
        fresh = Peers(processes=1)
        fresh.forecaster(method)(history, horizon, (80, 90, 95), "D")
        times = [answer["seconds"] for answer in fresh.answers.values()]
        return float(np.mean(times[1:]))

    def load(self, file: Path) -> None:
        """Take over results of an earlier run, where there are any."""
        if file.is_file():
            self.answers |= json.loads(file.read_text())

    def save(self, file: Path) -> None:
        """Keep the results for another run."""
        file.write_text(json.dumps(self.answers))

    def _knows(self, ask: Ask) -> bool:
        known = self.answers.get(ask.key)
        return known is not None and len(known["mean"]) >= ask.request["horizon"]

    def _compute(self, asks: Sequence[Ask]) -> None:
        if not asks:
            return
        if not PYTHON.is_file():
            raise MissingPeers("skipped: the peers are not installed; make bench-forecast does it")
        command = [str(PYTHON), "-m", "benchmarks.peers.run", str(self.processes)]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write("\n".join(json.dumps(ask.request) for ask in asks))
            process.stdin.close()
            for done, line in enumerate(process.stdout, start=1):
                answer = json.loads(line)
                self.answers[answer.pop("key")] = answer
                self.progress(f"{asks[0].request['method']} … {done} of {len(asks)}")
        if process.returncode:
            raise RuntimeError(f"the peers ended with {process.returncode}")

    def _middle(self, group: Sequence[Ask], horizon: int, step: pd.Timedelta) -> pd.DataFrame:
        answers = [self.answers[ask.key] for ask in group]
        columns = [name for name in answers[0] if name != "seconds"]
        first = group[0]
        return pd.DataFrame(
            {
                "unique_id": first.name,
                "ds": first.last + step * np.arange(1, horizon + 1),
                **{
                    name: np.median([one[name][:horizon] for one in answers], axis=0)
                    for name in columns
                },
            }
        )


def _ask(
    method: str, series: pd.DataFrame, horizon: int, levels: tuple[int, ...], freq: str
) -> Ask:
    frequency = frequency_of(freq)
    step = pd.Timedelta(frequency.step)
    content: Answer = {
        "method": method,
        "start": str(series["ds"].min()),
        "step": str(step),
        "values": _filled(series, frequency.seasons[0], step),
        "seasons": list(frequency.seasons),
        "levels": list(levels),
    }
    key = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return Ask(
        series["unique_id"].iloc[0], series["ds"].max(), {**content, "key": key, "horizon": horizon}
    )


def _filled(series: pd.DataFrame, season: int, step: pd.Timedelta) -> list[float]:
    days = pd.date_range(series["ds"].min(), series["ds"].max(), freq=step)
    values = series.set_index("ds")["y"].reindex(days).to_numpy(float, copy=True)
    for position in np.flatnonzero(np.isnan(values)):
        values[position] = values[position - (season if position >= season else 1)]
    return [float(value) for value in values]
