"""The long history frame `unique_id, ds, y` every entry point takes, and its checks."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.analysis.frequency import Instants
from costgov.errors import InvalidHistory

COLUMNS = ("unique_id", "ds", "y")


def checked(history: pd.DataFrame) -> pd.DataFrame:
    """The history as `unique_id, ds, y`, sorted; rows without a `y` are left out.

    Args:
        history: columns `unique_id`, `ds` (naive UTC instants, or text or dates that say one)
            and `y`; others are ignored, except that a `currency` must not change in a series.

    Raises:
        InvalidHistory: a column is missing, an identifier or instant is missing, an instant is
            not one or carries a zone, a value is infinite or not a number, a series holds an
            instant twice or mixes currencies.
    """
    missing = [column for column in COLUMNS if column not in history.columns]
    if missing:
        raise InvalidHistory(f"history lacks the column(s) {', '.join(missing)}")
    instants, values = _instants(history["ds"]), _numbers(history["y"])
    codes, names = _identifiers(history["unique_id"])
    if "currency" in history.columns:
        _refuse_mixed(codes, names, history["currency"])
    order = np.lexsort((instants, codes))
    codes, instants, values = codes[order], instants[order], values[order]
    repeated = (np.diff(codes) == 0) & (np.diff(instants) == np.timedelta64(0, "us"))
    if repeated.any():
        first = int(np.argmax(repeated))
        raise InvalidHistory(f"series {names[codes[first]]!r} has {instants[first]} more than once")
    seen = ~np.isnan(values)
    return pd.DataFrame({"unique_id": names[codes[seen]], "ds": instants[seen], "y": values[seen]})


def _identifiers(column: pd.Series) -> tuple[npt.NDArray[np.intp], pd.Index]:
    try:
        codes, names = pd.factorize(column, sort=True)
    except TypeError as error:
        raise InvalidHistory("unique_id holds something that cannot name a series") from error
    if (codes < 0).any():
        raise InvalidHistory("history has a row without unique_id")
    return codes, pd.Index(names)


def _instants(column: pd.Series) -> Instants:
    if pd.api.types.is_numeric_dtype(column) and len(column):
        raise InvalidHistory("ds holds numbers, not instants")
    try:
        instants = pd.to_datetime(column, format="ISO8601")
    except (TypeError, ValueError) as error:
        raise InvalidHistory("ds holds something that is not an instant") from error
    if isinstance(instants.dtype, pd.DatetimeTZDtype):
        raise InvalidHistory("ds carries a time zone; give naive UTC instants")
    if instants.isna().any():
        raise InvalidHistory("history has a row without ds")
    return instants.to_numpy().astype("datetime64[us]")


def _numbers(column: pd.Series) -> Floats:
    if pd.api.types.is_complex_dtype(column):
        raise InvalidHistory("y holds complex numbers")
    try:
        values = np.asarray(column.astype(float), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidHistory("y holds something that is not a number") from error
    if np.isinf(values).any():
        raise InvalidHistory("y holds an infinite value")
    return values


def _refuse_mixed(codes: npt.NDArray[np.intp], names: pd.Index, currency: pd.Series) -> None:
    kinds = currency.groupby(codes).nunique(dropna=False)
    mixed = kinds.index[kinds > 1]
    if len(mixed):
        raise InvalidHistory(f"series {names[int(mixed[0])]!r} mixes currencies")
