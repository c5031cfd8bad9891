"""Who drove an anomaly: its parts, and theirs, as deep as the ledger's cuts tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from costgov.analysis.anomalies import detect
from costgov.analysis.drivers import OTHER, drivers
from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    REGION,
    RESOURCE,
    SERVICE,
    TAG_PREFIX,
    USAGE_TYPE,
    Scope,
)
from costgov.domain.insights import Driver
from costgov.pipeline.analyse_series import Calendar, Days, Series
from costgov.pipeline.ledger import CutReader

DEPTH: Final = 4
"""Levels below the event's own series."""
DEEPENED: Final = 2
"""So many parts of a dimension, the largest, are taken apart further."""
# The finest questions of a scope: what its parts are told apart by, in the order of asking.
_LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "org": (SERVICE, ACCOUNT, USAGE_TYPE, REGION),
    SERVICE: (ACCOUNT, USAGE_TYPE, REGION),
    ACCOUNT: (SERVICE,),
    f"{SERVICE}/{ACCOUNT}": (USAGE_TYPE,),
    f"{SERVICE}/{ACCOUNT}/{USAGE_TYPE}": (RESOURCE,),
}
# In the ledger's currency: what sums of floats may differ by.
_ROUNDING: Final = 0.005
_TAGGED: Final = ("org", ACCOUNT)
_COLUMNS: Final = ("number", "value", "day", "known", "y", "expected")


@dataclass(frozen=True)
class DriverTrees:
    """Takes anomalies of one ledger apart; what parts usually cost is looked at once per cut.

    Of what was looked at, days from `since` on are kept: no event begins earlier.
    """

    reader: CutReader
    calendar: Calendar
    tags: Sequence[str]
    since: date
    _frames: dict[tuple[Scope, str], pd.DataFrame] = field(default_factory=dict)

    def of(
        self, series: Series, days: Sequence[date], actual: Decimal, impact: Decimal
    ) -> tuple[Driver, ...]:
        """The parts of a series' impact on some days; those of one dimension add up to it."""
        scope = {
            SERVICE: Scope.service(series.value or ""),
            ACCOUNT: Scope.account(series.value or ""),
        }.get(series.dimension, ORG)
        return self._parts(scope, frozenset(days), float(actual), impact, DEPTH)

    def _parts(
        self, scope: Scope, days: frozenset[date], actual: float, impact: Decimal, depth: int
    ) -> tuple[Driver, ...]:
        levels = {level: self._on(scope, level, days, actual) for level in self._levels(scope)}
        frames = {level: rows for level, rows in levels.items() if len(rows)}
        found = drivers(impact, frames)
        if depth == 1:
            return found
        ranks: Counter[str] = Counter()
        deeper = []
        for one in found:
            ranks[one.dimension] += 1
            inner = _inner(scope, one) if ranks[one.dimension] <= DEEPENED else None
            if inner is not None:
                rows = frames[one.dimension]
                cost = float(rows.loc[rows["value"] == one.value, "actual"].sum())
                parts = self._parts(inner, days, cost, one.impact, depth - 1)
                one = one.model_copy(update={"parts": parts})  # noqa: PLW2901 - the same, taken apart
            deeper.append(one)
        return tuple(deeper)

    def _levels(self, scope: Scope) -> tuple[str, ...]:
        tags = self.tags if scope.kind in _TAGGED else ()
        return (*_LEVELS[scope.kind], *tags)

    def _on(self, scope: Scope, level: str, days: frozenset[date], actual: float) -> pd.DataFrame:
        """`value, actual, expected` of a cut's parts, summed over the days.

        Empty where the cut tells nothing of the last of them, and not because there was nothing:
        it has not been read since.
        """
        frame = self._frame(scope, level)
        on_days = frame[frame["day"].isin(days)]
        is_read = max(days) in set(on_days.loc[on_days["known"].astype(bool), "day"])
        if not is_read and abs(float(on_days["y"].sum()) - actual) > _ROUNDING:
            return frame.iloc[:0]
        sums = on_days.groupby("number", sort=False).agg(
            value=("value", "first"), actual=("y", "sum"), expected=("expected", "sum")
        )
        # The first of a group leaves None out, which is a value of its own here.
        values = on_days.drop_duplicates("number").set_index("number")["value"]
        return sums.assign(value=values.astype(object).where(values.notna(), None))

    def _frame(self, scope: Scope, level: str) -> pd.DataFrame:
        """What each part of a cut cost on every day, and what was expected of it."""
        if (scope, level) not in self._frames:
            self._frames[scope, level] = self._judged(scope, level)
        return self._frames[scope, level]

    def _judged(self, scope: Scope, level: str) -> pd.DataFrame:
        cut = self.reader.cut(level, scope)
        values = list(cut.facts)
        own = {str(number): Days.of(cut, value) for number, value in enumerate(values)}
        if not own:
            return pd.DataFrame({column: [] for column in _COLUMNS})
        told = {day for days in own.values() for day in days.usual}
        verdicts = detect(self.calendar.history(own, from_first=False))
        verdicts = verdicts[verdicts["ds"] >= pd.Timestamp(self.since)]
        numbers = verdicts["unique_id"].astype(int)
        days = verdicts["ds"].dt.date
        named = pd.Series([values[number] for number in numbers], verdicts.index, dtype=object)
        return verdicts.assign(number=numbers, value=named, day=days, known=days.isin(told))


def _inner(scope: Scope, part: Driver) -> Scope | None:
    """The scope of a part, where its own parts may be stored."""
    if part.value is None or part.value == OTHER or part.dimension.startswith(TAG_PREFIX):
        return None
    around = dict(scope.parts) | {part.dimension: part.value}
    if around.keys() == {ACCOUNT, SERVICE}:
        return Scope.service(around[SERVICE]).within(ACCOUNT, around[ACCOUNT])
    if around.keys() == {SERVICE} or around.keys() == {ACCOUNT}:
        return Scope(tuple(around.items()))
    if around.keys() == {ACCOUNT, SERVICE, USAGE_TYPE} and part.dimension == USAGE_TYPE:
        return scope.within(USAGE_TYPE, part.value)
    return None
