"""A row of the usage catalogue and the daily quantities it stands for."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files

import numpy as np

from cli.local.synthetic.model import QUANTITY_SCALE, Tags
from cli.local.synthetic.names import ACCOUNTS, TAG_SETS
from cli.local.synthetic.noise import Floats, Ints, bell

EPOCH = date(2025, 9, 1)
"""Where the story begins, whatever part of it is looked at."""


@dataclass(frozen=True, slots=True)
class Season:
    """Factors by weekday from Monday, on chosen days, and in the first days of a month."""

    week: tuple[float, ...] = (1.0,) * 7
    month_open: float = 1.0
    once_a_month: bool = False
    holidays: Mapping[tuple[date, date], float] = field(default_factory=dict)


YEAR_END = (date(2025, 12, 24), date(2026, 1, 2))
BLACK_FRIDAY = (date(2025, 11, 27), date(2025, 12, 2))

SEASONS: Mapping[str, Season] = {
    "flat": Season(),
    "office": Season((1.12, 1.15, 1.15, 1.14, 1.08, 0.70, 0.66), holidays={YEAR_END: 0.72}),
    "consumer": Season((0.94, 0.93, 0.95, 0.98, 1.05, 1.10, 1.05), holidays={BLACK_FRIDAY: 1.55}),
    "batch": Season((0.92, 0.92, 0.92, 0.92, 0.92, 0.80, 1.60), month_open=1.35),
    "monthly": Season(once_a_month=True),
}


@dataclass(frozen=True, slots=True)
class Lag:
    """What share of a day's final usage Cost Explorer shows at an age in days.

    `steps` are (age, basis points) in order of age; the last one holds for good.
    """

    steps: tuple[tuple[int, int], ...]

    def share(self, ages: Ints) -> Ints:
        """Basis points by age; a day that lies ahead shows nothing."""
        shares = np.zeros_like(ages)
        for age, points in self.steps:
            shares = np.where(ages >= age, points, shares)
        return shares


LAGS: Mapping[str, Lag] = {
    "at_once": Lag(((0, 10_000),)),
    "normal": Lag(((0, 3_600), (1, 9_700), (2, 10_000))),
    "late": Lag(((0, 2_000), (1, 8_800), (2, 9_600), (4, 10_000))),
    "revised_up": Lag(((0, 3_000), (1, 9_600), (2, 9_930), (14, 10_000))),
    "revised_down": Lag(((0, 3_300), (1, 9_900), (2, 10_080), (14, 10_000))),
    "withdrawn": Lag(((0, 0), (1, 10_000), (10, 0))),
    "reposted": Lag(((0, 0), (10, 10_000))),
    "refunded": Lag(((0, 0), (20, 10_000))),
}


@dataclass(frozen=True, slots=True)
class Usage:
    """One stream of usage: what it is, what a unit costs, and how much of it a day brings.

    `per_day` is the mean daily quantity at EPOCH (the monthly one for a monthly season), `growth`
    is per year, `noise` the relative standard deviation, `steps` level changes as (day, factor).
    """

    account_id: str
    service: str
    usage_type: str
    region: str
    unit: str
    price: str
    per_day: float
    season: Season
    growth: float
    noise: float
    tags: Tags
    lag: Lag
    since: date
    until: date
    steps: tuple[tuple[date, float], ...]


def catalogue() -> list[Usage]:
    """Every stream of `catalogue.csv`."""
    return [_usage(row) for row in table("catalogue.csv")]


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of this package's data tables."""
    text = files("cli.local.synthetic").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _usage(row: Mapping[str, str]) -> Usage:
    steps = (step.split("*") for step in row["steps"].split())
    return Usage(
        account_id=ACCOUNTS[row["account"]].id,
        service=row["service"],
        usage_type=row["usage_type"],
        region=row["region"],
        unit=row["unit"],
        price=row["price"],
        per_day=float(row["per_day"]),
        season=SEASONS[row["season"]],
        growth=float(row["growth"]),
        noise=float(row["noise"]),
        tags=TAG_SETS[row["tags"]],
        lag=LAGS[row["lag"]],
        since=date.fromisoformat(row["since"] or "0001-01-01"),
        until=date.fromisoformat(row["until"] or "9999-12-31"),
        steps=tuple((date.fromisoformat(day), float(factor)) for day, factor in steps),
    )


@dataclass(frozen=True, slots=True)
class Axis:
    """The days a series covers."""

    start: date
    days: int

    @classmethod
    def spanning(cls, start: date, last: date) -> "Axis":
        """From a day to a last day, both included."""
        return cls(start, (last - start).days + 1)

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.start + timedelta(days=self.days)

    @property
    def ordinals(self) -> Ints:
        """Proleptic ordinals of the days."""
        return np.arange(self.start.toordinal(), self.start.toordinal() + self.days, dtype=np.int64)

    def dates(self) -> list[date]:
        """The days in order."""
        return [self.start + timedelta(days=i) for i in range(self.days)]

    def between(self, start: date, end: date) -> Floats:
        """1.0 for the days of a half-open window, 0.0 for the others."""
        inside = (self.ordinals >= start.toordinal()) & (self.ordinals < end.toordinal())
        result: Floats = inside.astype(np.float64)
        return result

    @property
    def day_of_month(self) -> Ints:
        """1 to 31 for each day."""
        return np.array([day.day for day in self.dates()], dtype=np.int64)


def mean_quantity(usage: Usage, axis: Axis, key: int) -> Floats:
    """Daily quantities of a stream before any planted anomaly."""
    days = axis.ordinals
    season = usage.season
    factor = np.array(season.week, dtype=np.float64)[(days + 6) % 7]
    factor = factor * (1.0 + usage.growth * (days - EPOCH.toordinal()) / 365.0)
    factor = factor * (1.0 + usage.noise * bell(key, days))
    factor = factor * np.where(axis.day_of_month <= 3, season.month_open, 1.0)
    for (start, end), times in season.holidays.items():
        factor = factor * (1.0 + (times - 1.0) * axis.between(start, end))
    for day, times in usage.steps:
        factor = factor * (1.0 + (times - 1.0) * axis.between(day, date.max))
    if season.once_a_month:
        factor = factor * (axis.day_of_month == 1)
    return usage.per_day * factor * axis.between(usage.since, usage.until)


def whole(quantity: Floats) -> Ints:
    """Quantities counted in whole 1e-4 units."""
    result: Ints = np.rint(quantity * 10**QUANTITY_SCALE).astype(np.int64)
    return result


def amount(quantity: Ints, price: int) -> Ints:
    """Quantity (1e-4 units) times price (1e-10 dollars), rounded to 1e-10 dollars."""
    scale = 10**QUANTITY_SCALE
    result: Ints = (quantity * price + scale // 2) // scale
    return result
