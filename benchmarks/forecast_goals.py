"""What the daily forecast has to reach, judged beside the peers of the same run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

BETTER = 0.95
"""A goal is this share of the best other method's error."""
MEDIAN = "median of the four"
LEVELS = (80, 90, 95)
POINTS_OFF = 4.0
MOST_MS, TIMES_FASTER = 20.0, 20.0
MOST_SECONDS, MOST_MEBIBYTES = 180.0, 2048.0


class Reached(Protocol):
    """What is judged of a row of the accuracy benchmark."""

    @property
    def task(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def wape(self) -> float: ...
    @property
    def total_error(self) -> float: ...
    @property
    def mase(self) -> float: ...
    @property
    def coverage(self) -> tuple[float, ...]: ...
    @property
    def total_coverage(self) -> tuple[float, ...]: ...


class Measured(Protocol):
    """What is judged of the times."""

    @property
    def alone_ms(self) -> float: ...
    @property
    def peer_ms(self) -> float | None: ...
    @property
    def many_seconds(self) -> float: ...
    @property
    def many_mebibytes(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the final table."""

    what: str
    text: str
    reached: str
    met: bool


def accuracy_goals(rows: Sequence[Reached]) -> Iterator[Goal]:
    """Errors and coverage on the real bill, MASE on NN5; ours is the first row of each task."""
    for task in dict.fromkeys(row.task for row in rows):
        own, *others = [row for row in rows if row.task == task]
        if task.startswith("binder"):
            yield _beside(task, "WAPE", own.wape, {row.method: row.wape for row in others})
            errors = {row.method: row.total_error for row in others}
            yield _beside(task, "total error", own.total_error, errors)
            yield _coverage(f"{task}: coverage of days", own.coverage)
            yield _coverage(f"{task}: coverage of the sum", own.total_coverage)
        medians = {row.method: row.mase for row in others if row.method == MEDIAN}
        if task.startswith("NN5") and medians:
            yield _beside(task, "MASE", own.mase, medians)


def scale_goals(scale: Measured) -> Iterator[Goal]:
    """Time of one series, and of the largest organisation in a function of 2 GB."""
    fast = scale.alone_ms <= MOST_MS
    reached = f"{scale.alone_ms:.1f} ms"
    yield Goal("time of a series of 400 days", f"at most {MOST_MS:.0f} ms", reached, fast)
    if scale.peer_ms is not None:
        times = scale.peer_ms / scale.alone_ms
        text = f"at least {TIMES_FASTER:.0f} times as fast"
        yield Goal("beside AutoETS", text, f"{times:.0f} times", times >= TIMES_FASTER)
    yield Goal(
        "4,000 series, forecast and anomalies",
        f"{MOST_SECONDS:.0f} s and {MOST_MEBIBYTES:.0f} MiB",
        f"{scale.many_seconds:.0f} s, {scale.many_mebibytes:.0f} MiB",
        scale.many_seconds <= MOST_SECONDS and scale.many_mebibytes <= MOST_MEBIBYTES,
    )


def _beside(task: str, measure: str, own: float, others: dict[str, float]) -> Goal:
    best = min(others, key=others.__getitem__)
    goal = BETTER * others[best]
    return Goal(
        what=f"{task}: {measure}",
        text=f"{goal:.4f} ({BETTER} of {best}, {others[best]:.4f})",
        reached=f"{own:.4f} ({own / others[best]:.2f})",
        met=own <= goal,
    )


def _coverage(what: str, shares: tuple[float, ...]) -> Goal:
    off = [100 * share - level for share, level in zip(shares, LEVELS, strict=True)]
    return Goal(
        what=what,
        text=f"{' / '.join(map(str, LEVELS))}, each within {POINTS_OFF:.0f} points",
        reached=" / ".join(f"{100 * share:.1f}" for share in shares),
        met=all(abs(one) <= POINTS_OFF for one in off),
    )
