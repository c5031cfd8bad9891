"""Sizing real machines: what is saved, how often it was too little, and whether the risk was told.

python -m benchmarks.bench_rightsizing --data ../shared/data [--json build/bench_rightsizing.json]

Machines are sized on two weeks and judged on the next two, from five-minute samples and from the
hours that the deployed function reads; simple and published rules in the same run.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pandas as pd
from costgov.analysis.rightsizing import use_of
from costgov.domain.capacity_use import CapacityUse
from costgov.domain.demand import POLICIES, Policy, PolicyName, demand_of, risk_above
from rich.console import Console
from rich.table import Table

from benchmarks.bench_forecast import WIDTH, goal_table
from benchmarks.forecast_goals import Goal
from benchmarks.shared_series import MissingSet
from benchmarks.vm_sizing import (
    RULES,
    SIZES,
    Floats,
    Frames,
    Machine,
    Outcome,
    azure,
    bitbrains,
    by_hour,
    judged,
    parted,
)

NAMES: tuple[PolicyName, ...] = ("savings", "balanced", "safe")
BINS = (0.0, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0)
FEWEST = 10
POINTS_OFF, ADVISABLE = 0.03, 0.3
"""Nobody is advised a size that will be too small for a third of the time."""
GOALS: Mapping[PolicyName, tuple[float, float]] = {"balanced": (0.55, 0.05), "safe": (0.25, 0.01)}
CUTS = ((10, 9, 0), (10, 9, 5), (10, 9, 9))
"""Other cuts of the same machines in days: decided on, judged on, skipped before."""
HALVES, SEED = 200, 7
GRID = tuple(product((0.98, 0.99), (1.0, 1.05, 1.1, 1.2), (0.2, 0.25, 0.3), (1.15, 1.25, 1.35)))
"""Shares, headrooms, parts of the peak and steadiness that "balanced" could have had."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Machines with the summaries of what was measured of them before."""

    name: str
    machines: Sequence[Machine]
    uses: Sequence[CapacityUse | None]
    ms: float

    @classmethod
    def of(cls, name: str, machines: Sequence[Machine], *, hourly: bool) -> "Fleet":
        """Sum up samples, or the hours they make."""
        frames = [by_hour(one.before) if hourly else one.before for one in machines]
        begun = time.perf_counter()
        uses = [use_of(frame) for frame in frames]
        return cls(name, machines, uses, 1000 * (time.perf_counter() - begun) / len(machines))

    def needed(self, policy: PolicyName) -> list[float]:
        """What each machine needs, as a part of its size."""
        return [demand_of(use, 1.0, policy).vcpus for use in self.uses]

    def outcome(self, policy: PolicyName) -> Outcome:
        """What came of a policy."""
        return judged(self.machines, self.needed(policy))


def outcome_table(title: str, rows: Mapping[str, Outcome]) -> Table:
    """One line a rule."""
    result = Table(title=title)
    result.add_column("rule")
    for head in ("saved", "resized", "too small", "time above"):
        result.add_column(head, justify="right")
    for name, row in rows.items():
        result.add_row(
            name,
            f"{row.saved:.3f}",
            f"{row.resized:.2f}",
            f"{row.too_small:.3f}",
            f"{row.above:.3f}",
        )
    return result


def outcomes(samples: Fleet, hours: Fleet) -> dict[str, Outcome]:
    """Ours from samples and from hours, beside the rules."""
    rows = {
        f"costgov {name}, from {source}": fleet.outcome(name)
        for fleet, source in ((samples, "samples"), (hours, "hours as deployed"))
        for name in NAMES
    }
    for name, rule in RULES.items():
        rows[name] = judged(samples.machines, [rule(one.before) for one in samples.machines])
    return rows


@dataclass(frozen=True, slots=True)
class Risks:
    """Shares of time above smaller sizes: what was predicted, what happened, what was before."""

    predicted: Floats
    happened: Floats
    before: Floats

    def brier(self, predicted: Floats) -> float:
        """The mean squared difference of a prediction to each moment, which is above or not."""
        spread = self.happened * (1 - self.happened)
        return float(((predicted - self.happened) ** 2 + spread).mean())


def risks(fleet: Fleet, sizes: Sequence[float] = SIZES[:-1]) -> Risks:
    """The risk of each smaller size of each machine."""
    cases = [
        (risk_above(use, 100 * size), machine.above(size), use.share_above(100 * size))
        for use, machine in zip(fleet.uses, fleet.machines, strict=True)
        if use is not None
        for size in sizes
    ]
    return Risks(*np.array(cases).T)


def advised(fleet: Fleet, policy: PolicyName) -> Risks:
    """The risk of what was advised, for machines that were advised less than they have."""
    cases = [
        (made.risk, machine.above(made.vcpus), use.share_above(100 * made.vcpus))
        for use, machine in zip(fleet.uses, fleet.machines, strict=True)
        if use is not None
        for made in [demand_of(use, 1.0, policy)]
        if made.vcpus < 1
    ]
    return Risks(*np.array(cases).T)


type Line = tuple[str, int, float, float]


def lines(fleet: Fleet) -> Iterator[Line]:
    """Every line of the calibration table: name, cases, predicted, happened."""
    yield from bins(risks(fleet))
    for policy in NAMES:
        own = advised(fleet, policy)
        name = f"as advised by {policy}"
        yield name, len(own.predicted), float(own.predicted.mean()), float(own.happened.mean())


def bins(found: Risks) -> Iterator[Line]:
    """Cases by predicted risk: how many, what was predicted, what happened."""
    place = np.clip(np.digitize(found.predicted, BINS) - 1, 0, len(BINS) - 2)
    for number, (low, high) in enumerate(pairwise(BINS)):
        own = place == number
        if own.any():
            name = f"{100 * low:.0f} to {100 * high:.0f} %"
            predicted, happened = found.predicted[own].mean(), found.happened[own].mean()
            yield name, int(own.sum()), float(predicted), float(happened)


def calibration_table(fleet: Fleet) -> Table:
    """Predicted against happened, by predicted risk and by policy."""
    result = Table(title=f"{fleet.name}: risk of a size, predicted and happened")
    for head in ("risk", "cases", "predicted %", "happened %", "points off"):
        result.add_column(head, justify="left" if head == "risk" else "right")
    for name, cases, predicted, happened in lines(fleet):
        result.add_row(
            name,
            str(cases),
            f"{100 * predicted:.1f}",
            f"{100 * happened:.1f}",
            f"{100 * (predicted - happened):+.1f}",
        )
    return result


def brier_line(fleet: Fleet) -> str:
    """The Brier score beside that of what was before and of one number for all."""
    found = risks(fleet)
    mean = np.full_like(found.happened, found.happened.mean())
    return (
        f"{fleet.name}: Brier score {found.brier(found.predicted):.4f}; the share before taken as"
        f" it is {found.brier(found.before):.4f}, one share for all {found.brier(mean):.4f}, the"
        f" least that can be {found.brier(found.happened):.4f}"
    )


def other_cuts(frames: Frames) -> Table:
    """The same policies on other days of the same machines."""
    result = Table(title=f"other cuts of the same {len(frames)} machines: saved / too small")
    result.add_column("decided on, judged on")
    for name in NAMES:
        result.add_column(name, justify="right")
    for before, after, skipped in CUTS:
        cut = parted(frames, *(pd.Timedelta(days=one) for one in (before, after, skipped)))
        fleet = Fleet.of("cut", cut, hourly=False)
        made = [fleet.outcome(name) for name in NAMES]
        first, decided = skipped + 1, skipped + before
        result.add_row(
            f"days {first}-{decided}, {decided + 1}-{decided + after}",
            *(f"{one.saved:.3f} / {one.too_small:.3f}" for one in made),
        )
    return result


def left_out(fleet: Fleet) -> tuple[float, float]:
    """Saved and too small where "balanced" was chosen on one half and judged on the other."""
    needs = np.array([_needed_with(fleet, rules) for rules in _grid()])
    random = np.random.default_rng(SEED)
    outcomes = []
    for _ in range(HALVES):
        order = random.permutation(len(fleet.machines))
        seen, kept = order[: len(order) // 2], order[len(order) // 2 :]
        chosen = max(needs, key=lambda needed: _worth(_of(fleet, needed, seen)))
        outcomes.append(_of(fleet, chosen, kept))
    saved = float(np.mean([one.saved for one in outcomes]))
    resized = sum(one.resized for one in outcomes)
    return saved, sum(one.too_small * one.resized for one in outcomes) / resized


def _grid() -> Iterator[Policy]:
    for share, headroom, peak, steady in GRID:
        yield replace(
            POLICIES["balanced"],
            share=share,
            headroom=headroom,
            peak_share=peak,
            steady_usual=steady,
        )


def _needed_with(fleet: Fleet, rules: Policy) -> list[float]:
    return [demand_of(use, 1.0, rules).vcpus for use in fleet.uses]


def _of(fleet: Fleet, needed: Floats, some: np.ndarray) -> Outcome:
    return judged([fleet.machines[i] for i in some], [needed[i] for i in some])


def _worth(outcome: Outcome) -> float:
    """Most saved among those within the goal, else the least risky."""
    over = max(outcome.too_small - GOALS["balanced"][1], 0)
    return -over if over else outcome.saved


def goals(samples: Fleet, hours: Fleet) -> Iterator[Goal]:
    """What was to be reached on the Azure machines."""
    for policy, (saved, too_small) in GOALS.items():
        for fleet in (samples, hours):
            one = fleet.outcome(policy)
            yield Goal(
                f"{fleet.name}, {policy}",
                f"saved ≥ {saved}, too small ≤ {too_small}",
                f"{one.saved:.3f}, {one.too_small:.3f}",
                bool(one.saved >= saved and one.too_small <= too_small),
            )
    for fleet in (samples, hours):
        off = [
            abs(predicted - happened)
            for _, cases, predicted, happened in lines(fleet)
            if cases >= FEWEST and predicted < ADVISABLE
        ]
        yield Goal(
            f"{fleet.name}, risks below {100 * ADVISABLE:.0f} %",
            f"predicted within {100 * POINTS_OFF:.0f} points",
            f"within {100 * max(off):.1f}",
            max(off) <= POINTS_OFF,
        )


def azure_report(frames: Frames, console: Console) -> dict[str, object]:
    """All tables of the Azure machines, and the numbers in them."""
    machines = parted(frames)
    samples = Fleet.of("Azure, samples", machines, hourly=False)
    hours = Fleet.of("Azure, hours", machines, hourly=True)
    rows = outcomes(samples, hours)
    console.print(outcome_table(f"Azure, {len(machines)} machines, two weeks and two", rows))
    for fleet in (samples, hours):
        console.print(calibration_table(fleet))
        console.print(brier_line(fleet), soft_wrap=True)
    console.print(other_cuts(frames))
    saved, too_small = left_out(samples)
    console.print(
        f'"balanced" chosen of {len(GRID)} settings on half of the machines and judged on the other'
        f" half, {HALVES} times: saved {saved:.3f}, too small {too_small:.3f}",
        soft_wrap=True,
    )
    console.print(
        f"time per machine: two weeks of samples {samples.ms:.1f} ms, of hours {hours.ms:.1f} ms"
    )
    reached = list(goals(samples, hours))
    console.print(goal_table(reached))
    return {
        "outcomes": {name: asdict(row) for name, row in rows.items()},
        "goals": [asdict(goal) for goal in reached],
        "left_out": {"saved": saved, "too_small": too_small},
    }


def bitbrains_report(frames: Frames, console: Console) -> dict[str, object]:
    """The tables of the Bitbrains machines."""
    machines = parted(frames)
    samples = Fleet.of("Bitbrains, samples", machines, hourly=False)
    hours = Fleet.of("Bitbrains, hours", machines, hourly=True)
    rows = outcomes(samples, hours)
    title = f"Bitbrains, {len(machines)} machines watched for more than two weeks, averages only"
    console.print(outcome_table(title, rows))
    console.print(calibration_table(samples))
    console.print(brier_line(samples), soft_wrap=True)
    return {"outcomes": {name: asdict(row) for name, row in rows.items()}}


def main() -> None:
    """Print the tables, write all numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("COSTGOV_DATA", ".")))
    parser.add_argument("--json", type=Path, default=Path("build/bench_rightsizing.json"))
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    report: dict[str, object] = {}
    for name, frames, make in (
        ("bitbrains", bitbrains, bitbrains_report),
        ("azure", azure, azure_report),
    ):
        try:
            report[name] = make(frames(options.data), console)
        except MissingSet as missing:
            console.print(str(missing))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, indent=2))
    console.print(f"Written to {options.json}")


if __name__ == "__main__":
    main()
