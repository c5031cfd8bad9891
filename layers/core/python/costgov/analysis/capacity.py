"""When series reach their thresholds: dates and probabilities from the distribution of a forecast.

A forecast with intervals says of every coming day how likely its value is above a threshold. The
day by which a threshold has been reached with probability p is the first day on which that is at
least p. This takes a path that runs high to stay high, as what a forecast does not know of level
and growth does; a single day's noise may touch the threshold somewhat earlier.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.forecast import forecast
from costgov.analysis.frames import checked
from costgov.analysis.quantiles import COLUMNS, LEVELS, chance_above
from costgov.domain.capacity import HORIZON_DAYS, RISK_DAYS, BreachRisk, Crossing
from costgov.errors import InvalidInput

LEAST_DAYS: Final = 14
"""Below two weekly cycles a forecast is a guess, and no date is given."""
RECENT_DAYS: Final = 56
"""Of so many of a series' latest days four in seven must be known: growth is not seen in fewer."""
TYPICAL_DAYS: Final = 7
"""What is typical now is the median of so many of the latest values."""
METHOD: Final = (
    "first day on which the forecast's distribution has 10, 50 and 90 % at or above the threshold"
)
_EARLIEST, _MEDIAN, _LATEST = 0.1, 0.5, 0.9
_PLACES: Final = Decimal("0.01")


def typical(history: pd.DataFrame) -> dict[str, float]:
    """Per series the median of its latest values: where it stands, whatever one day was.

    Raises:
        InvalidHistory: see `costgov.analysis.frames.checked`.
    """
    latest = checked(history).groupby("unique_id", sort=False)["y"]
    return {str(name): float(values.tail(TYPICAL_DAYS).median()) for name, values in latest}


def crossings(history: pd.DataFrame, thresholds: Mapping[str, float]) -> dict[str, Crossing]:
    """When each series reaches its threshold from below.

    Args:
        history: `unique_id, ds, y`, daily; gaps are missing, not zero. Values in any unit.
        thresholds: the value not to be reached, per series, in the unit of its values.

    Returns:
        A Crossing per series: "crossed" where the latest week's median is at or above the
        threshold, "insufficient history" below 14 values or with fewer than four in seven of the
        latest days, "not within 365 days" where not even the 10 % day lies within them. Risks count
        from the day after a series' last.
        Probabilities lie between 0.01 and 0.99, which stand for at most and at least that.

    Raises:
        InvalidInput: a series has no threshold.
        InvalidHistory: see `costgov.analysis.frames.checked`.
    """
    frame = checked(history)
    known = {str(name): rows for name, rows in frame.groupby("unique_id", sort=False)}
    if missing := sorted(known.keys() - thresholds.keys()):
        raise InvalidInput(f"series {missing[0]!r} has no threshold")
    now = typical(frame)
    found, ahead = {}, []
    for name, rows in known.items():
        if len(rows) < LEAST_DAYS:
            found[name] = Crossing(state="insufficient history")
        elif now[name] >= thresholds[name]:
            found[name] = Crossing(state="crossed")
        elif _thin(rows["ds"]):
            found[name] = Crossing(state="insufficient history")
        else:
            ahead.append(name)
    if not ahead:
        return found
    chosen = frame[frame["unique_id"].isin(ahead)]
    for one, rows in forecast(chosen, HORIZON_DAYS, LEVELS).groupby("unique_id", sort=False):
        name = str(one)
        above = _above(rows[list(COLUMNS)].to_numpy(float), thresholds[name])
        found[name] = _crossing(above, rows["ds"].iloc[0].date())
    return found


def _thin(days: "pd.Series[pd.Timestamp]") -> bool:
    last = days.iloc[-1]
    recent = days[days > last - timedelta(days=RECENT_DAYS)]
    span = min((last - days.iloc[0]).days + 1, RECENT_DAYS)
    return 7 * len(recent) < 4 * span


def _above(quantiles: Floats, threshold: float) -> Floats:
    """Per day the probability that the threshold has been reached by then; never falling."""
    return np.maximum.accumulate(chance_above(quantiles, threshold))


def _crossing(above: Floats, first: date) -> Crossing:
    earliest, median, latest = (
        _day(above, share, first) for share in (_EARLIEST, _MEDIAN, _LATEST)
    )
    return Crossing(
        state="not within 365 days" if earliest is None else "crossing",
        earliest=earliest,
        median=median,
        latest=latest,
        risks=tuple(
            BreachRisk(days=days, probability=_share(above[days - 1])) for days in RISK_DAYS
        ),
    )


def _day(above: Floats, share: float, first: date) -> date | None:
    reached = np.flatnonzero(above >= share)
    return first + timedelta(days=int(reached[0])) if len(reached) else None


def _share(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(_PLACES)
