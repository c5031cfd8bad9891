"""Which method a forecast rests on, and why: its errors on the series' own past beside others'."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats, Ints, divide
from costgov.analysis.ensemble import Ensemble
from costgov.analysis.frames import checked
from costgov.analysis.frequency import Frequency, frequency_of
from costgov.analysis.panels import panels

COLUMNS = ("unique_id", "method", "reason", "wape", "rival", "rival_wape")
FEWEST_ORIGINS = 2
LEARNED_CYCLES = 4
"""Origins with fewer cycles behind them say nothing of a forecast that has learned its profile."""
STEPS = {"D": "days", "h": "hours", "5min": "steps of five minutes"}
CYCLES = {"D": "week", "h": "day", "5min": "day"}


@dataclass(frozen=True, slots=True)
class Backtest:
    """Errors at past origins: `wape` (series, methods), sum of absolute errors over sum of
    absolute actuals; `names` of the methods, the mixture that is used first; `origins` (series)
    how many past forecasts were compared, each over `steps` steps."""

    names: tuple[str, ...]
    wape: Floats
    origins: Ints
    steps: int


def choose(history: pd.DataFrame, freq: str = "D") -> pd.DataFrame:
    """What `forecast` uses for each series, and the backtest that decided it.

    The members' weights come from their errors at past origins of the series itself, so the
    mixture differs by series. It is compared here with each member alone and with the two things
    anybody could do by hand, over the origins and steps they all can be judged on.

    Args:
        history: as for `forecast`.
        freq: "D", "h" or "5min".

    Returns:
        `unique_id, method, reason, wape, rival, rival_wape`, one row per series, sorted.
        `wape` is the sum of absolute errors over the sum of absolute actuals; `rival` is the best
        of the others. Without a past to judge by the errors and `rival` are missing.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`.
    """
    frequency = frequency_of(freq)
    parts = (_rows(Ensemble.of(panel)) for panel in panels(checked(history), frequency))
    return pd.DataFrame([row for rows in parts for row in rows], columns=list(COLUMNS))


def _rows(model: Ensemble) -> list[tuple[object, ...]]:
    past, unit = backtested(model), STEPS[model.panel.frequency.name]
    rows: list[tuple[object, ...]] = []
    for position, name in enumerate(model.panel.ids):
        method, (own, *others) = _method(model, position), past.wape[position]
        if past.origins[position] < FEWEST_ORIGINS or np.isnan(own):
            reason = (
                f"too short, or without cost, to be judged by past forecasts of {past.steps} {unit}"
            )
            rows.append((name, method, reason, np.nan, None, np.nan))
        else:
            best = 1 + int(np.argmin(others))
            reason = _reason(past, position, best, unit)
            rows.append(
                (name, method, reason, float(own), past.names[best], float(others[best - 1]))
            )
    return rows


def backtested(model: Ensemble) -> Backtest:
    """Compare the mixture, its members and what can be done by hand at past origins."""
    frequency = model.panel.frequency
    steps = np.arange(1, frequency.short[1] + 1)
    complete = np.flatnonzero(model.origins + len(steps) < model.values.shape[1])
    past = slice(int(complete[0]) if len(complete) else len(model.origins), None)
    actual, made = model.actuals(steps, past), _made(model, steps, past)
    judged = np.all([~np.isnan(one) for one in (actual, *made.values())], axis=0)
    judged &= (model.known[:, past] >= LEARNED_CYCLES * frequency.seasons[0])[:, :, None]
    size = np.where(judged, np.abs(actual), 0.0).sum((1, 2))
    off = [np.where(judged, np.abs(one - actual), 0.0).sum((1, 2)) for one in made.values()]
    wape = np.stack([divide(one, size) for one in off], axis=1)
    return Backtest(tuple(made), wape, judged.any(2).sum(1), len(steps))


def _made(model: Ensemble, steps: Ints, past: slice) -> dict[str, Floats]:
    """(series, origins, steps) by method, the mixture first."""
    frequency, origins = model.panel.frequency, model.origins[past, None]
    season = frequency.seasons[0]
    members = zip(_members(frequency), np.moveaxis(model.alone(steps, past), 1, 0), strict=True)
    return {
        "the mixture": model.forecasts(steps, past),
        **dict(members),
        "the last value": _carried(model.values, origins + 0 * steps),
        f"the last {CYCLES[frequency.name]} repeated": _carried(
            model.values, origins + (steps - 1) % season + 1 - season
        ),
    }


def _members(frequency: Frequency) -> list[str]:
    """The members in words, in the order of the ensemble's weights."""
    unit = STEPS[frequency.name]
    return ["exponential smoothing", *(f"the usual level of {n} {unit}" for n in frequency.levels)]


def _carried(values: Floats, columns: Ints) -> Floats:
    """(series, origins, steps): the last value known at or before each column."""
    known = np.where(np.isnan(values), 0, np.arange(values.shape[1]))
    latest = np.maximum.accumulate(known, axis=1)
    picked = np.take_along_axis(values, latest, 1)[:, np.maximum(columns, 0)]
    return np.where(columns < 0, np.nan, picked)


def _method(model: Ensemble, position: int) -> str:
    """The mixture in words: its strongest member, and what is taken into account beside it."""
    weights = model.weights[position, :, 0]
    leader = int(np.argmax(weights))
    share = round(100 * float(weights[leader]))
    name = _members(model.panel.frequency)[leader]
    beside = [word for word, there in _beside(model, position) if there]
    text = f"mixture of {len(weights)} forecasts, led by {name} ({share} %)"
    return f"{text}, with {' and '.join(beside)}" if beside else text


def _beside(model: Ensemble, position: int) -> list[tuple[str, bool]]:
    drift = model.states.drift[position, 0]
    yearly = model.yearly is not None and bool(model.yearly.on[position, 0])
    return [
        (
            f"a profile of the {CYCLES[model.panel.frequency.name]}",
            bool(model.season.felt[position]),
        ),
        ("a yearly season", yearly),
        ("growth" if drift > 0 else "decline", bool(drift)),
        ("monthly fees", model.fees is not None and bool(model.fees.felt[position])),
    ]


def _reason(past: Backtest, position: int, best: int, unit: str) -> str:
    """Why the mixture is used, in a sentence that also says when something else did better."""
    own, rival = past.wape[position, 0], past.wape[position, best]
    over = f"{past.origins[position]} past forecasts of {past.steps} {unit}"
    off = f"over {over} it was off by {100 * own:.1f} % of the cost"
    beside = f"{past.names[best]} by {100 * rival:.1f} %"
    if own <= rival:
        return f"{off}, the next best, {beside}"
    return f"{off}; alone, {beside}: too little evidence to rely on one forecast only"
