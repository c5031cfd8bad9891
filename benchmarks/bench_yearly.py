"""What the yearly season brings where there is one, and costs where there is none.

python -m benchmarks.bench_yearly

Generated series, 20 of each kind, are forecast 90 days ahead from five origins between two and
three and a quarter years: from all days known, and from the last 729, which is too short for a
yearly season.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from costgov.analysis.choice import choose
from costgov.analysis.forecast import forecast
from rich.console import Console
from rich.table import Table

SERIES, DAYS, HORIZON = 20, 1300, 90
ORIGINS = tuple(range(760, DAYS - HORIZON + 1, 110))
FIRST_DAY = "2022-01-03"
SHORT = 729
WEEK = np.array([1.1, 1.2, 1.2, 1.1, 1.0, 0.7, 0.7])
LEVELS = (80, 95)


@dataclass(frozen=True, slots=True)
class Reached:
    """Sum of absolute errors over that of the actuals, and coverage in percent by level."""

    wape: float
    coverage: tuple[float, ...]


def kinds(seed: int = 0) -> Iterator[tuple[str, np.ndarray]]:
    """Names and (series, days) of the kinds of cost; always the same."""
    random = np.random.default_rng(seed)
    shape, day = (SERIES, DAYS), np.arange(DAYS)
    phase = random.integers(0, 365, (SERIES, 1))
    date = (day + phase) % 365.25
    peak = 0.5 * np.exp(-0.5 * ((date - 340) / 12) ** 2)
    shop = peak - 0.25 * np.exp(-0.5 * ((date - 200) / 25) ** 2)
    wave = 0.2 * np.sin(2 * np.pi * date / 365.25)
    holiday = np.where(day % 365.25 > 354, np.log(0.4), 0.0)
    growth = random.normal(0.0005, 0.0005, (SERIES, 1)) * day
    walk = np.cumsum(random.normal(0, 0.01, shape), 1)
    noise = random.normal(0, 0.05, shape)
    slow = _slow(random, 0.05)
    yield "Christmas peak and summer dip", shop + slow
    yield "the same, growing, more noise", shop + growth + 2 * slow
    yield "the same with three level shifts", shop + slow + _shifts(random)
    yield "the same on a random walk", shop + walk + noise
    yield "wave of 20 % on a random walk", wave + walk + noise
    yield "eleven days closed at New Year", holiday + slow
    yield "none: noise", 2 * noise
    yield "none: slow noise", _slow(random, 0.15, 0.95)
    yield "none: random walk of 1 % a day", walk + noise
    yield "none: random walk of 3 % a day", 3 * walk
    yield "none: three level shifts", _shifts(random) + noise
    yield "none: growth", growth + noise


def _slow(random: np.random.Generator, spread: float, memory: float = 0.7) -> np.ndarray:
    """Noise that remembers the day before."""
    steps = random.normal(0, spread * np.sqrt(1 - memory**2), (SERIES, DAYS))
    for day in range(1, DAYS):
        steps[:, day] += memory * steps[:, day - 1]
    return steps


def _shifts(random: np.random.Generator) -> np.ndarray:
    size = np.log(random.uniform(0.6, 1.7, (SERIES, 1, 3)))
    after = np.arange(DAYS)[:, None] >= random.integers(0, DAYS, (SERIES, 1, 3))
    result: np.ndarray = (size * after).sum(2)
    return result


def reached(amounts: np.ndarray, keep: int) -> Reached:
    """Forecasts from all origins, of at most `keep` days, beside what came."""
    errors, sizes, inside = 0.0, 0.0, []
    for origin in ORIGINS:
        made = forecast(history(amounts, max(0, origin - keep), origin), HORIZON, LEVELS)
        actual = amounts[:, origin : origin + HORIZON].reshape(-1)
        errors += float(np.abs(made["mean"].to_numpy() - actual).sum())
        sizes += float(actual.sum())
        hit = [(made[f"lo-{n}"] <= actual) & (actual <= made[f"hi-{n}"]) for n in LEVELS]
        inside.append([100 * float(one.mean()) for one in hit])
    return Reached(errors / sizes, tuple(float(share) for share in np.mean(inside, axis=0)))


def history(amounts: np.ndarray, start: int, end: int) -> pd.DataFrame:
    """The days from `start` until before `end` as `unique_id, ds, y`."""
    days = pd.date_range(FIRST_DAY, periods=end)[start:]
    ids = np.arange(SERIES).repeat(len(days))
    y = amounts[:, start:end].reshape(-1)
    return pd.DataFrame({"unique_id": ids, "ds": np.tile(days, SERIES), "y": y})


def used(amounts: np.ndarray) -> float:
    """The share of origins and series whose forecast names a yearly season, in percent."""
    named = [
        choose(history(amounts, 0, origin))["method"].str.contains("a yearly season").mean()
        for origin in ORIGINS
    ]
    return 100 * float(np.mean(named))


def main() -> None:
    """Print one line per kind of series."""
    table = Table(title=f"{HORIZON} days ahead, {SERIES} series, {len(ORIGINS)} origins")
    for title in ("series", "used", "WAPE without", "with", "ratio", "coverage 80/95", "with"):
        table.add_column(title, justify="left" if title == "series" else "right")
    for name, logs in kinds():
        amounts = 100 * np.resize(WEEK, DAYS) * np.exp(logs)
        without, whole = reached(amounts, SHORT), reached(amounts, DAYS)
        covers = (" / ".join(f"{n:.0f}" for n in one.coverage) for one in (without, whole))
        errors = (without.wape, whole.wape, whole.wape / without.wape)
        table.add_row(name, f"{used(amounts):.0f} %", *(f"{n:.3f}" for n in errors), *covers)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
