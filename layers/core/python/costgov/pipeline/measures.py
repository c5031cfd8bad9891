"""Measures as the analysis takes them: long frames of daily values."""

import numpy as np
import pandas as pd

from costgov.domain.period import Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.measure_store import stored_values


def daily_frame(results: DocumentStore, name: str, window: Window) -> pd.DataFrame:
    """The measure's values as `unique_id, ds, y`, one row per measured day, in order.

    `unique_id` is the measure's name, `ds` naive UTC days, `y` in the measure's unit; days nobody
    measured are missing, not zero, and a measure without values gives no row.
    """
    values = stored_values(results, name, window)
    days = sorted(values)
    return pd.DataFrame(
        {
            "unique_id": pd.Series([name] * len(days), dtype=object),
            "ds": pd.DatetimeIndex(np.array(days, dtype="datetime64[us]")),
            "y": np.array([float(values[day]) for day in days], dtype=np.float64),
        }
    )
