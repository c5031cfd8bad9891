"""The yearly season of daily series: what two years in a row have in common.

Both years are smoothed over a few weeks and freed of their level and growth. On each day of the
year the smaller of the two deviations is taken if both have the same sign, and nothing otherwise:
what one year had alone (a level shift, a project, noise) is no season. The season is used from
two years on, and only where the changes from month to month agree with those of the year before
by more than unrelated years would.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from costgov.analysis.arrays import (
    Bools,
    Floats,
    Ints,
    divide,
    median,
    shifted,
    trailing_mean,
)

YEAR = 365
SMOOTH = 14
"""The season is a mean over so many days."""
MONTH = 28
"""Years are compared by the changes between stretches of so many days."""
LEAST = 0.5
"""A mean needs this share of its days."""
SETTLED = 2 * YEAR + SMOOTH
"""The first two years are only then smoothed to their end."""
AGREED, DOUBT = 0.1, 1.25
"""The agreement asked for: the first, and the second over the root of the months compared, which
is about 1.65 standard deviations of the agreement of unrelated changes."""
LARGEST = 5.0
"""Deviations are bounded, as a factor by e to this: a day of next to no cost is no season."""


@dataclass(frozen=True, slots=True)
class Yearly:
    """The yearly season of a panel and where it is used.

    `on` (series, origins) tells where; `rows` (series) has an origin where it is. Of these rows,
    `season` (rows, days) reaches a year beyond the history: offsets, or the logarithms of factors
    where `proportional` (rows).
    """

    on: Bools
    season: Floats
    proportional: Bools

    @classmethod
    def of(cls, rest: Floats, proportional: Bools, usable: Bools, origins: Ints) -> Self:
        """Learn the season of (series, days) that have no weekly season any more.

        The season at a day is known a year earlier, but for the first two years, of which it is
        known at their end; origins before `SETTLED` days have none, except the newest.
        """
        first = np.argmax(~np.isnan(rest), axis=1)
        span = origins - first[:, None] + 1
        enough = np.where(origins == origins[0], 2 * YEAR, SETTLED)
        on = usable[:, None] & (span >= enough)
        old = on.any(1)
        values = _additive(rest[old], proportional[old])
        on[old] &= _agree(values, origins)
        rows = on.any(1)
        return cls(on, _season(values[rows[old]], first[rows]), proportional[rows])

    @property
    def rows(self) -> Bools:
        """(series): whether there is an origin where the season is used."""
        rows: Bools = self.on.any(1)
        return rows

    def remove(self, rest: Floats) -> Floats:
        """(rows, days): the rows of (series, days) without their season."""
        part, values = self.season[:, : rest.shape[1]], rest[self.rows]
        return np.where(self.proportional[:, None], values * np.exp(-part), values - part)

    def restore(self, levels: Floats, columns: Ints, horizons: Ints, origins: slice) -> Floats:
        """Levels (series, chosen origins, horizons) with the season of those days put back.

        `columns` are those of all origins, `origins` the ones chosen.
        """
        back = -(-np.maximum(horizons - YEAR + SMOOTH, 0) // YEAR) * YEAR
        part = self.season[:, columns[origins, None] + horizons - back]
        part = np.where(self.on[self.rows][:, origins, None], part, 0.0)
        result, chosen = levels.copy(), levels[self.rows]
        factors = self.proportional[:, None, None]
        result[self.rows] = np.where(factors, chosen * np.exp(part), chosen + part)
        return result


def _additive(rest: Floats, proportional: Bools) -> Floats:
    """Values whose season adds: logarithms of what has factors."""
    usable = np.where(proportional[:, None] & ~(rest > 0), np.nan, rest)
    logs = np.log(np.where(proportional[:, None], usable, 1.0))
    return np.clip(np.where(proportional[:, None], logs, rest), -LARGEST, LARGEST)


def _agree(values: Floats, origins: Ints) -> Bools:
    """(series, origins): whether changes agree with those a year earlier.

    The agreement is the size both changes have in common, negative for opposite ones, over their
    mean size: 1 for equal years, about 0 for unrelated ones, and unlike a correlation it is not
    ruled by one level shift. Growth is in the changes of every year, and is taken out.
    """
    usual = trailing_mean(values, MONTH, fewest=LEAST * MONTH)
    change = usual - shifted(usual, MONTH)
    first = np.argmax(~np.isnan(change), axis=1)
    change = change - _at_least(_median_of_year(change), first + YEAR)
    before = shifted(change, YEAR)
    seen = ~np.isnan(change + before)
    sizes = np.where(seen, np.abs(np.stack([change, before])), 0.0)
    shared = np.where(seen, np.sign(change * before), 0.0) * sizes.min(0)
    parts = (shared, sizes.mean(0), seen.astype(float))
    both, size, days = (part.cumsum(1)[:, origins] for part in parts)
    wanted = AGREED + DOUBT / np.sqrt(np.maximum(days / MONTH, 1.0))
    agreed: Bools = np.nan_to_num(divide(both, size)) > wanted
    return agreed


def _season(values: Floats, first: Ints) -> Floats:
    """(series, days and a year more): what the two years before each day have in common.

    `first` (series) is the column each series begins at. The first two years, which have no two
    years before them, have the season of the year after them. Where a gap leaves one year only, it
    is believed.
    """
    rows, width = values.shape
    deviation = np.full((rows, width + YEAR), np.nan)
    middle = SMOOTH // 2
    deviation[:, : width - middle] = _deviation(values, first)[:, middle:]
    later, earlier = shifted(deviation, YEAR), shifted(deviation, 2 * YEAR)
    alike = np.sign(later) == np.sign(earlier)
    smaller = np.sign(later) * np.minimum(np.abs(later), np.abs(earlier))
    either = np.where(np.isnan(later), earlier, later)
    common = np.where(np.isnan(later + earlier), either, np.where(alike, smaller, 0.0))
    season = np.nan_to_num(common)
    columns = np.arange(width + YEAR)
    missing = np.maximum(first[:, None] + 2 * YEAR - columns, 0)
    return np.take_along_axis(season, columns + -(-missing // YEAR) * YEAR, 1)


def _deviation(values: Floats, first: Ints) -> Floats:
    """(series, days): the smoothed values less the level and growth of the year they end.

    The growth is the median difference to the year before; the first year is measured by the
    level at its end, the first two by their growth.
    """
    usual = trailing_mean(values, SMOOTH, fewest=LEAST * SMOOTH)
    level = _at_least(trailing_mean(usual, YEAR), first + YEAR)
    growth = _at_least(_median_of_year(usual - shifted(usual, YEAR)), first + 2 * YEAR - 1) / YEAR
    since = np.minimum(np.arange(values.shape[1]) - first[:, None] - YEAR, 0) + YEAR // 2
    deviation: Floats = usual - level - growth * since
    return deviation


def _median_of_year(values: Floats) -> Floats:
    """(series, days): median of every second week's value in the year that ends at each day."""
    return median(np.stack([shifted(values, back) for back in range(0, YEAR, SMOOTH)], axis=2))


def _at_least(values: Floats, first: Ints) -> Floats:
    """(series, days): the values, before the column `first` (series) replaced by the one there."""
    columns = np.maximum(np.arange(values.shape[1]), first[:, None])
    return np.take_along_axis(values, np.minimum(columns, values.shape[1] - 1), 1)
