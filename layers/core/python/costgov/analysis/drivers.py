"""Who caused an anomaly, and how much it matters."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

from costgov.domain.insights import Driver

type Severity = Literal["low", "medium", "high"]

OTHER = "other"
TOP = 5
NOTABLE = 0.05
"""A part is named when its excess is at least this share of the impact."""
PLACES = Decimal("0.0001")
MEDIUM, HIGH = Decimal("0.01"), Decimal("0.05")
"""Shares of a usual month of the whole ledger from which an impact is medium or high."""


def drivers(
    impact: Decimal, parts: Mapping[str, pd.DataFrame], top: int = TOP
) -> tuple[Driver, ...]:
    """The parts whose excess explains an impact, per dimension, largest first.

    Args:
        impact: actual minus expected of the anomalous series over the days of the event.
        parts: per dimension (service, account, usage type, region …) a frame `value, actual,
            expected` with one row per child, summed over the same days, in the same currency.
            A child without expected value (NaN) was not there before: all it cost is excess.
        top: at most so many children are named per dimension.

    Returns:
        For each dimension the children with an excess in the direction of the impact of at
        least a twentieth of it, then `other` with what remains (if anything does). The impacts
        of one dimension add up to `impact` exactly; `share` is the part of it, rounded.
    """
    return tuple(
        driver
        for dimension, frame in parts.items()
        for driver in _level(dimension, frame, impact, top)
    )


def _level(dimension: str, frame: pd.DataFrame, impact: Decimal, top: int) -> list[Driver]:
    excess = frame["actual"].to_numpy(float) - np.nan_to_num(frame["expected"].to_numpy(float))
    along = excess * np.sign(float(impact))
    order = np.argsort(-along, kind="stable")[:top]
    named = [
        (frame["value"].iloc[i], _exact(excess[i]))
        for i in order
        if along[i] > 0 and along[i] >= NOTABLE * abs(float(impact))
    ]
    rest = impact - sum((amount for _, amount in named), Decimal(0))
    if named and abs(rest) < PLACES * len(named):
        # What the rounding of the parts leaves is no part of its own.
        value, largest = named[0]
        named[0] = (value, largest + rest)
    elif rest:
        named.append((OTHER, rest))
    return [
        Driver(dimension=dimension, value=value, impact=amount, share=_share(amount, impact))
        for value, amount in named
    ]


def severity(impact: Decimal, usual_month: Decimal) -> Severity:
    """How much an impact matters, against what the whole ledger usually costs in 30 days.

    Below 1 % of it an anomaly is low, from 5 % on high; a rise and a drop count alike. In a
    ledger that usually costs nothing any impact is high.
    """
    size, month = abs(impact), abs(usual_month)
    if not size or size < MEDIUM * month:
        return "low"
    return "high" if size >= HIGH * month else "medium"


def _exact(amount: float) -> Decimal:
    return Decimal(repr(float(amount))).quantize(PLACES)


def _share(amount: Decimal, impact: Decimal) -> Decimal:
    return (amount / impact).quantize(PLACES) if impact else Decimal(0)
