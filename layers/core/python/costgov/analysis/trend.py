"""Which way a cost is going: a robust line through its last weeks, in percent."""

from decimal import Decimal

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.frames import checked
from costgov.domain.insights import Trend, TrendLabel
from costgov.errors import InvalidHistory

WINDOW_DAYS = 28
FEWEST_DAYS = 14
THRESHOLD_PERCENT = 10.0
PLACES = Decimal("0.1")
# A line that ends at more than this many times its start began at next to nothing.
MOST_FOLD = 20.0


def trend(
    history: pd.DataFrame,
    threshold_percent: float = THRESHOLD_PERCENT,
    days: int = WINDOW_DAYS,
) -> Trend:
    """The direction of one daily series over its last days.

    The line is Theil and Sen's: the median of the slopes between all pairs of days, here of the
    same weekday, so that neither outliers nor the weekend bend it. `percent` is its change from
    the first to the last day of the window, relative to its value on the first.

    Args:
        history: `unique_id, ds, y` of one series; gaps are missing, not zero.
        threshold_percent: from this change on a trend is up or down.
        days: the window, counted back from the last observation.

    Returns:
        The label, the percentage to one decimal and the number of days seen. Fewer than 14 of
        them are "insufficient history". Where the line starts at next to nothing, or ends on the
        other side of zero, a percentage means nothing: it is None, and the sign of the slope
        gives the label.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`; or there are several series.
    """
    frame = checked(history)
    if frame["unique_id"].nunique() > 1:
        raise InvalidHistory("a trend is that of one series")
    since_last = (frame["ds"] - frame["ds"].max()) / pd.Timedelta(days=1)
    recent = (since_last > -days).to_numpy()
    when, amount = since_last.to_numpy()[recent], frame["y"].to_numpy()[recent]
    if len(when) < FEWEST_DAYS:
        return Trend(label="insufficient history", percent=None, days=len(when))
    slope = _slope(when, amount)
    start = float(np.median(amount - slope * (when - when[0])))
    change = slope * (when[-1] - when[0])
    end = start + change
    if start * end <= 0 or abs(end) > MOST_FOLD * abs(start):
        return Trend(label=_label(change, 0.0), percent=None, days=len(when))
    percent = 100 * change / abs(start)
    rounded = Decimal(repr(float(percent))).quantize(PLACES)
    return Trend(label=_label(percent, threshold_percent), percent=rounded, days=len(when))


def _slope(when: Floats, amount: Floats) -> float:
    """Median slope between pairs of the same weekday; of all pairs where there are none."""
    first, second = np.triu_indices(len(when), 1)
    apart = when[second] - when[first]
    same = apart % 7 == 0
    chosen = same if same.any() else np.ones_like(same)
    return float(np.median((amount[second] - amount[first])[chosen] / apart[chosen]))


def _label(change: float, threshold: float) -> TrendLabel:
    if change > threshold or (threshold and change == threshold):
        return "increasing"
    if change < -threshold or (threshold and change == -threshold):
        return "decreasing"
    return "stable"
