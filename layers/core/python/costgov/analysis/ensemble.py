"""Simple forecasters and their weighted mean, computed at many past origins at once.

Members: simple smoothing, and running medians over a week to four months (quality of each
depends on the series: a level that wanders, or noise around a fixed one), all with the same
robust drift (`states.py`); the week and the year are put back. Weights fall with the members' own
errors on earlier origins (Bates and Granger 1969), the more so the more independent past windows
there are, so a short history gets the plain mean.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from costgov.analysis.arrays import Bools, Floats, Ints, divide, mean, median, windows_at
from costgov.analysis.fees import Fees
from costgov.analysis.frequency import Frequency
from costgov.analysis.panels import Panel
from costgov.analysis.season import Season
from costgov.analysis.states import States
from costgov.analysis.yearly import YEAR, Yearly

DRIFT_DAMPING = 0.997
BEST_RELATIVE = 0.05
INTERMITTENT_ZEROS = 0.35
ALL = slice(None)


@dataclass(frozen=True)
class Ensemble:
    """Forecasts of a panel from its last and from evenly spaced earlier columns.

    `origins` are columns, the last one first; `scale` (series) is the unit all states are in.
    """

    panel: Panel
    origins: Ints
    scale: Floats
    values: Floats
    fees: Fees | None
    season: Season
    yearly: Yearly | None
    states: States

    @classmethod
    def of(cls, panel: Panel) -> "Ensemble":
        """Learn the panel; every state at a column depends on columns up to it only."""
        frequency = panel.frequency
        scale = _scale(panel.values)
        values = panel.values / scale[:, None]
        fees = Fees.of(values, panel.past()) if frequency.name == "D" else None
        plain = values - fees.within if fees else values
        season = Season.of(plain, frequency.seasons, frequency.cycles)
        rest = season.remove(plain)
        intermittent = _intermittent(values)
        origins = np.arange(values.shape[1] - 1, -1, -frequency.spacing)
        states = States.of(rest, intermittent, origins, frequency)
        yearly = None
        if frequency.name == "D" and values.shape[1] >= 2 * YEAR:
            yearly = Yearly.of(rest, season.proportional, ~intermittent, origins)
            rows, flat = yearly.rows, yearly.remove(rest)
            if rows.any():
                without = States.of(flat, intermittent[rows], origins, frequency)
                states = states.where(yearly.on, without)
        return cls(
            panel=panel,
            origins=origins,
            scale=scale,
            values=values,
            fees=fees,
            season=season,
            yearly=yearly,
            states=states,
        )

    @cached_property
    def level(self) -> Floats:
        """(series, origins): the usual size of a value around each origin, never zero."""
        width = self.panel.frequency.sized
        size = mean(np.abs(windows_at(self.values, self.origins, width)))
        return np.nan_to_num(size) + 0.02

    @property
    def known(self) -> Ints:
        """(series, origins): number of observations up to each origin."""
        counts: Ints = np.cumsum(~np.isnan(self.values), axis=1)[:, self.origins]
        return counts

    def forecasts(self, horizons: Ints, origins: slice = ALL) -> Floats:
        """(series, origins, horizons) in units of `scale`, fees included, sign kept."""
        weights = self.weights[:, :, origins]
        mixed = np.einsum("nmo,nmoh->noh", weights, self._members(horizons, origins))
        if self.fees:
            mixed = mixed + self.fees.ahead(self.origins[origins], horizons)
        return self._same_sign(mixed)

    def alone(self, horizons: Ints, origins: slice = ALL) -> Floats:
        """(series, members, origins, horizons): what each member would say without the others."""
        made = self._members(horizons, origins)
        if self.fees:
            made = made + self.fees.ahead(self.origins[origins], horizons)[:, None]
        rows, members = made.shape[:2]
        flat = made.reshape(rows, -1, made.shape[3])
        return self._same_sign(flat).reshape(rows, members, *made.shape[2:])

    def actuals(self, horizons: Ints, origins: slice = ALL) -> Floats:
        """(series, origins, horizons): what came after each origin, NaN where unknown."""
        index = self.origins[origins, None] + horizons[None, :]
        known = index < self.values.shape[1]
        picked = self.values[:, np.minimum(index, self.values.shape[1] - 1)]
        return np.where(known, picked, np.nan)

    @cached_property
    def weights(self) -> Floats:
        """(series, members, origins): from the errors that were known at each origin."""
        horizons = np.array(self.panel.frequency.scored)
        forecasts = self._members(horizons, ALL)
        errors = np.abs(forecasts - self.actuals(horizons)[:, None]) / self.level[:, None, :, None]
        return _weights(errors, self.origins, self.panel.frequency)

    def _members(self, horizons: Ints, origins: slice) -> Floats:
        """(series, members, origins, horizons) in units of `scale`, fees not included."""
        drift = self.states.drift[:, origins, None] * _damped_sum(DRIFT_DAMPING, horizons)
        parts = self.season.ahead(self.origins[origins], horizons)
        made = [level[:, origins, None] + drift for level in self.states.levels]
        if self.yearly and self.yearly.rows.any():
            made = [self.yearly.restore(one, self.origins, horizons, origins) for one in made]
        return np.stack([self.season.restore(one, parts) for one in made], axis=1)

    def _same_sign(self, forecasts: Floats) -> Floats:
        present = np.nan_to_num(self.values)
        low = np.where((present >= 0).all(1), 0.0, -np.inf)[:, None, None]
        high = np.where((present <= 0).all(1), 0.0, np.inf)[:, None, None]
        return np.clip(forecasts, low, np.maximum(high, low))


def _scale(values: Floats) -> Floats:
    """The typical non-zero size of each series, 1 for a series of zeros."""
    size = np.abs(values)
    typical = median(np.where(size > 0, size, np.nan))
    return np.nan_to_num(typical, nan=1.0)


def _intermittent(values: Floats) -> Bools:
    present = ~np.isnan(values)
    result: Bools = (values == 0).sum(1) > INTERMITTENT_ZEROS * present.sum(1)
    return result


def _damped_sum(damping: float, horizons: Ints) -> Floats:
    """damping + damping² + … over each horizon."""
    powers = np.power(damping, horizons.astype(np.float64))
    total: Floats = damping * (1 - powers) / (1 - damping)
    return total


def _weights(errors: Floats, origins: Ints, frequency: Frequency) -> Floats:
    horizons = np.array(frequency.scored)
    rows, members, count, ahead = errors.shape
    flat = errors.reshape(rows, members, count * ahead)
    known = ~np.isnan(flat).any(1)
    when = (origins[:, None] + horizons).reshape(-1)
    by = (when[:, None] <= origins[None, :]).astype(float)
    total = np.where(known[:, None], np.nan_to_num(flat), 0.0) @ by
    seen = (known.astype(float) @ by)[:, None, :]
    usual = divide(total, seen)
    relative = np.nan_to_num(divide(usual, mean(usual.swapaxes(1, 2))[:, None]), nan=1.0)
    windows = seen * frequency.spacing / (horizons.mean() * ahead)
    power = frequency.power * windows / (windows + frequency.prior)
    raw = np.maximum(relative, BEST_RELATIVE) ** -power
    result: Floats = raw / raw.sum(1, keepdims=True)
    return result
