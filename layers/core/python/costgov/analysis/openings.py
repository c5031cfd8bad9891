"""Months that open busily: the first days of each month, where they have done so before.

Batch work (month-end closings, statements, invoices) comes back in the first days of every month
and multiplies with the weekday. What the openings of the last months had in common, relative to
what their days were expected to cost, is expected of the next one.
"""

import numpy as np

from costgov.analysis.arrays import NORMAL_SPREAD, Bools, Floats, Ints, divide, median
from costgov.analysis.frequency import Instants

DAYS, MONTHS = 3, 4
"""The first so many days of a month, as they were in so many months before."""
FEWEST = 2 * DAYS
SMALLEST = 0.1
CLEAR = 3.0
"""A common share is believed when it is so many times its standard error."""
_MEDIAN_ERROR = 1.2533
"""Standard error of a median of normal values over that of their mean."""


def opening(values: Floats, expected: Floats, instants: Instants) -> Floats:
    """What the opening of a month adds to the expected values, known from earlier months.

    Args:
        values: (series, days), NaN for gaps.
        expected: what each day was expected to be from the days before it.
        instants: (series, days), the days of the columns.

    Returns:
        (series, days), zero outside of the first days of a month and where there is no pattern.
    """
    days = instants.astype("datetime64[D]")
    first = days.astype("datetime64[M]").astype("datetime64[D]")
    opens = (days - first).astype(np.intp) < DAYS
    shares = np.where(expected > 0, divide(values, expected) - 1.0, np.nan)
    result = np.zeros(values.shape)
    for columns in np.flatnonzero(opens.any(axis=0))[:, None]:
        past = _past(shares, days[:, columns], columns)
        result[:, columns[0]] = _common(past)
    usual = np.nan_to_num(np.maximum(expected, 0.0))
    return np.where(opens, result * usual, 0.0)


def _past(shares: Floats, day: Instants, column: Ints) -> Floats:
    """(series, months * days): the shares of the openings before a column's."""
    month = day.astype("datetime64[M]")
    before = month - np.arange(1, MONTHS + 1) * np.timedelta64(1, "M")
    firsts = before.astype("datetime64[D]")
    wanted = firsts[:, :, None] + np.arange(DAYS) * np.timedelta64(1, "D")
    index = column[0] - (day[:, :, None] - wanted).astype(np.intp)
    index = index.reshape(len(shares), -1)
    picked = np.take_along_axis(shares, np.maximum(index, 0), axis=1)
    return np.where(index >= 0, picked, np.nan)


def _common(past: Floats) -> Floats:
    """The share that earlier openings have in common; zero where they have none."""
    count = (~np.isnan(past)).sum(1)
    typical = median(past)
    spread = NORMAL_SPREAD * median(np.abs(past - typical[:, None]))
    error = _MEDIAN_ERROR * spread / np.sqrt(np.maximum(count, 1))
    clear: Bools = (count >= FEWEST) & (np.abs(typical) >= np.fmax(CLEAR * error, SMALLEST))
    return np.where(clear, typical, 0.0)
