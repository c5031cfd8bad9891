"""Baselines and steps to try projections on."""

import numpy as np
from costgov.analysis.arrays import Floats
from costgov.analysis.scenarios import AnyStep, Covered, Driven, Scaled, Shifted
from hypothesis import strategies as st

DAYS = 12
EVERY_DAY = np.arange(DAYS)
BOUNDS = 6


def baseline(dice: np.random.Generator, days: int = DAYS) -> Floats:
    """Mean and bounds of three levels that nest; never negative."""
    mean = dice.uniform(0.0, 200.0, days)
    reach = np.cumsum(dice.uniform(0.0, 20.0, (3, days)), axis=0)
    rows = [mean]
    for width in reach:
        rows += [np.maximum(mean - width, 0.0), mean + width]
    return np.stack(rows)


def known_sums(path: Floats, dice: np.random.Generator) -> Floats:
    """Half widths of the sum over all days, between those of days alone and all alike."""
    moves = np.abs(path[1:] - path[0])
    alone, alike = np.sqrt((moves**2).sum(1)), moves.sum(1)
    share = dice.uniform(0.0, 1.0)
    found: Floats = alone + share * (alike - alone)
    return np.maximum.accumulate(found.reshape(-1, 2)).reshape(-1)


def step(kind: str, dice: np.random.Generator, scale: float = 1.0) -> AnyStep:
    """A step of a kind; `scale` is the size of the currency's unit."""
    if kind == "scaled":
        return Scaled(dice.uniform(0.0, 2.0, DAYS))
    if kind == "shifted":
        return Shifted(dice.uniform(-150.0, 150.0, DAYS) * scale)
    if kind == "driven":
        ends = np.sort(dice.uniform(-0.5, 1.5, 2 * 3))
        nested = [ends[2], ends[3], ends[1], ends[4], ends[0], ends[5]]
        exponents = np.array([(ends[2] + ends[3]) / 2, *nested])
        return Driven(dice.uniform(0.5, 2.0, DAYS), exponents)
    reach = dice.uniform(0.0, 200.0, DAYS) * scale
    pool = str(dice.choice(["compute", "databases"]))
    return Covered(float(dice.uniform(0.0, 1.0)), reach, reach * 0.7, pool)


KINDS = st.lists(st.sampled_from(["scaled", "shifted", "driven", "covered"]), max_size=5)
SEEDS = st.integers(0, 2**32 - 1)


def steps(kinds: list[str], seed: int, scale: float = 1.0) -> list[AnyStep]:
    """The same steps for the same seed, in whatever unit."""
    dice = np.random.default_rng(seed)
    return [step(kind, dice, scale) for kind in kinds]
