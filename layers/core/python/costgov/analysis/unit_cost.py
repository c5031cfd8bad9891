"""The mean unit cost of the coming days, from the forecast of the daily quotients' sum."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
import pandas as pd

from costgov.analysis import quantiles
from costgov.analysis.forecast import LEVELS, forecast_total
from costgov.domain.insights import Interval
from costgov.domain.unit_cost import UnitCostForecast

FORECAST_DAYS: Final = 30
LEAST_DAYS: Final = 14
"""Below two weekly cycles nothing is forecast."""
_PLACES: Final = Decimal("0.00000001")
_SHARE: Final = Decimal("0.01")


def history(values: Mapping[date, Decimal]) -> pd.DataFrame:
    """Daily values of one series as `unique_id, ds, y`."""
    days = sorted(values)
    return pd.DataFrame(
        {
            "unique_id": pd.Series(["unit cost"] * len(days), dtype=object),
            "ds": pd.DatetimeIndex(np.array(days, dtype="datetime64[us]")),
            "y": np.array([float(values[day]) for day in days], dtype=np.float64),
        }
    )


def unit_cost_forecast(
    values: Mapping[date, Decimal], target: Decimal | None
) -> UnitCostForecast | None:
    """The mean daily unit cost of the 30 days after the last one; None below 14 days of history.

    Every day weighs the same, however many units it has: how many there will be is not known. The
    intervals are those of the days' sum, which are calibrated on past sums, over their number.
    `above_target` lies between 0.01 and 0.99, which stand for at most and at least that.
    """
    if len(values) < LEAST_DAYS:
        return None
    found = forecast_total(history(values), FORECAST_DAYS, quantiles.LEVELS).iloc[0]
    above = None
    if target is not None:
        sums = found[list(quantiles.COLUMNS)].to_numpy(float)[None]
        share = float(quantiles.chance_above(sums, float(target) * FORECAST_DAYS)[0])
        above = Decimal(repr(share)).quantize(_SHARE)
    return UnitCostForecast(
        start=max(values) + timedelta(days=1),
        days=FORECAST_DAYS,
        mean=_amount(found["mean"]),
        intervals=tuple(
            Interval(
                level=level, low=_amount(found[f"lo-{level}"]), high=_amount(found[f"hi-{level}"])
            )
            for level in LEVELS
        ),
        above_target=above,
    )


def _amount(total: float) -> Decimal:
    return Decimal(repr(float(total) / FORECAST_DAYS)).quantize(_PLACES)
