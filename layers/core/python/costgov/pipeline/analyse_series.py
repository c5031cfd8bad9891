"""The series analyse looks at: exact days of a value, usual cost apart from known one-offs.

Usage is forecast and watched; taxes, credits, purchases and adjustments come by the calendar, not
by use, so they are told apart wherever the source tells them apart. Where it does not
(ChargeCategory `Unsplit`) they stay inside the usual cost.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from costgov.domain.costs import TOTAL, ChargeCategory, Metric
from costgov.domain.keys import value_key
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY
from costgov.pipeline.ledger import Cut, Daily

USUAL = (ChargeCategory.USAGE, ChargeCategory.UNSPLIT)
ONE_OFF = tuple(category for category in ChargeCategory if category not in USUAL)
# A one-off is expected again when it came on that day of the month in two of the last three.
TEMPLATES = 3
LAST_OF_MONTH = 31
TYPICAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class Series:
    """One organisation-wide series; `id` tells "no value" from every text."""

    dimension: str = TOTAL
    value: str | None = None
    metric: Metric = Metric.EFFECTIVE

    @property
    def id(self) -> str:
        """The identifier the analysis frames carry."""
        return f"{self.metric}/{self.dimension}/{value_key(self.value)}"


@dataclass(frozen=True, slots=True)
class Days:
    """Exact amounts of one series by day: usual cost, and each one-off category."""

    usual: Daily
    one_off: Mapping[ChargeCategory, Daily]

    @classmethod
    def of(cls, cut: Cut, value: str | None, metric: Metric = Metric.EFFECTIVE) -> "Days":
        """The days of one value; nothing is told apart where the cut cannot tell all of it."""
        if cut.unsplit:
            return cls(cut.daily(value, metric), {category: {} for category in ONE_OFF})
        return cls(
            usual=cut.daily(value, metric, USUAL),
            one_off={category: cut.daily(value, metric, (category,)) for category in ONE_OFF},
        )

    def total(self, days: Iterable[date]) -> Decimal:
        """The exact sum over all categories and the given days."""
        wanted = frozenset(days)
        return exact_sum(
            amount
            for daily in (self.usual, *self.one_off.values())
            for day, amount in daily.items()
            if day in wanted
        )

    def knows(self, day: date) -> bool:
        """Whether any amount of the day is known."""
        return day in self.usual or any(day in daily for daily in self.one_off.values())

    @property
    def first_day(self) -> date:
        """The first day that cost anything: of the time before that, zeros that a source writes
        out tell no more than days without a line. Of nothing but zeros the first of them; without
        any amount a day after every other."""
        every = (self.usual, *self.one_off.values())
        cost = (day for daily in every for day, amount in daily.items() if amount)
        return min(cost, default=min((day for daily in every for day in daily), default=date.max))

    @property
    def empty(self) -> bool:
        """Whether there is no amount but zeros."""
        every = (self.usual, *self.one_off.values())
        return not any(amount for daily in every for amount in daily.values())

    def merged(self) -> "Days":
        """All categories as usual cost, as a source tells it that does not split them."""
        usual = dict(self.usual)
        for daily in self.one_off.values():
            for day, amount in daily.items():
                usual[day] = EXACT.add(usual.get(day, Decimal(0)), amount)
        return Days(usual, {category: {} for category in ONE_OFF})

    def without(self, others: Sequence["Days"]) -> "Days":
        """What is left after the others are taken out."""
        return Days(
            usual=_difference(self.usual, [other.usual for other in others]),
            one_off={
                category: _difference(daily, [other.one_off[category] for other in others])
                for category, daily in self.one_off.items()
            },
        )


def _difference(whole: Daily, parts: Sequence[Daily]) -> Daily:
    rest = dict(whole)
    for part in parts:
        for day, amount in part.items():
            rest[day] = EXACT.subtract(rest.get(day, Decimal(0)), amount)
    return rest


@dataclass(frozen=True)
class Calendar:
    """Which days of the ledger are delivered and settled, and when one-offs come again."""

    delivered: tuple[date, ...]
    templates: Mapping[ChargeCategory, Mapping[int, date]]

    @classmethod
    def of(cls, whole: Days, end: date) -> "Calendar":
        """The calendar of a ledger whose total is `whole`, up to and including `end`."""
        seen = {day for daily in (whole.usual, *whole.one_off.values()) for day in daily}
        delivered = tuple(sorted(day for day in seen if day <= end))
        templates = {
            category: _templates(daily, delivered) for category, daily in whole.one_off.items()
        }
        return cls(delivered, templates)

    @property
    def end(self) -> date:
        """The last delivered and settled day."""
        return self.delivered[-1]

    @cached_property
    def index(self) -> pd.DatetimeIndex:
        """The delivered days as naive UTC instants."""
        return pd.DatetimeIndex(np.array(self.delivered, dtype="datetime64[us]"))

    def before(self, day: date) -> tuple[date, ...]:
        """The delivered days of the four weeks up to the day before."""
        position = bisect_left(self.delivered, day)
        return self.delivered[max(0, position - TYPICAL_DAYS) : position]

    def expected_one_offs(self, days: Days, ahead: Iterable[date]) -> list[Decimal]:
        """What one-offs add on each coming day: the amounts of that day's template days.

        The template day is chosen on the whole ledger, so the parts of a total add up to it.
        """
        return [
            exact_sum(
                days.one_off[category][template]
                for category, by_slot in self.templates.items()
                if (template := by_slot.get(slot(day))) in days.one_off[category]
            )
            for day in ahead
        ]

    def history(self, series: Mapping[str, Days], *, from_first: bool) -> pd.DataFrame:
        """The long frame `unique_id, ds, y` of usual cost.

        A day the ledger has and a part of it has not cost that part nothing; a day the ledger
        has not is missing. `from_first` lets a series begin with its first own day.
        """
        frames = []
        for name, days in series.items():
            start = bisect_left(self.delivered[:-1], days.first_day) if from_first else 0
            values = [float(days.usual.get(day, 0)) for day in self.delivered[start:]]
            frames.append(pd.DataFrame({"unique_id": name, "ds": self.index[start:], "y": values}))
        return pd.concat(frames, ignore_index=True)


def slot(day: date) -> int:
    """The day of the month, the last one of any month being the 31st."""
    return LAST_OF_MONTH if (day + ONE_DAY).day == 1 else day.day


def _templates(daily: Daily, delivered: Sequence[date]) -> dict[int, date]:
    """Per day of the month the day with the middle amount of the last three, nothing being 0."""
    latest: dict[int, list[date]] = defaultdict(list)
    for day in reversed(delivered):
        if len(latest[slot(day)]) < TEMPLATES:
            latest[slot(day)].append(day)
    templates = {}
    for number, days in latest.items():
        amounts = sorted((daily.get(day, Decimal(0)), day) for day in days)
        padded = amounts + [(Decimal(0), None)] * (TEMPLATES - len(days))
        amount, middle = sorted(padded, key=lambda pair: pair[0])[TEMPLATES // 2]
        if amount and middle:
            templates[number] = middle
    return templates
