"""What reading and storing the bill takes a day, counted from the design.

`make bench-cost` holds these counts against what the pipeline really uses on generated estates.
"""

from dataclasses import dataclass
from math import ceil

from cli.estimate.scale import MONTHS, Scale

# The days of a month, and of the one under way on average.
_MONTH_DAYS, _HALF_A_MONTH = 30, 16
# Days of the first read: thirteen months and the one under way.
BACK_FILL_DAYS = 411
# A cost item's keys and names, and a day's text of one metric, in bytes.
_HEADER = 260
_CE_DAY, _CE_METRICS = 17, 3
_FILE_DAY, _FILE_METRICS = 13, 2
_WRITE_UNIT, _READ_UNIT = 1_024, 4_096
# A partition is read in whole units: what the last one is begun for.
_BEGUN_UNIT = 0.7
# Analyse, alert and report each read the organisation's cuts, and analyse those of accounts.
_READERS = 2
_WEEK = 7
# A value of a hundredth of the spend is forecast, so that no dimension has more of them.
_MOST_VALUES = 100
# A forecast of ninety days with its intervals, packed; the scores of one at three horizons.
_FORECAST_WRITES, _SCORES = 5, 3
# Months that a series' accuracy is kept by.
_LEDGER_MONTHS = 15
_BASE_QUERIES = 4
_LISTS = 2


@dataclass(frozen=True, slots=True)
class Cuts:
    """Values and partitions that get a new day every day."""

    items: int
    partitions: int


def explorer_groups(scale: Scale) -> tuple[int, ...]:
    """Groups a day of the four queries of every day, in the order they are asked."""
    return (
        2 * scale.services,
        scale.services * scale.accounts,
        scale.services * scale.usage_types,
        scale.services * scale.regions,
    )


def tag_groups(scale: Scale) -> int:
    """Groups a day of one tag by account."""
    return scale.tag_values * scale.accounts


def window_days(scale: Scale) -> int:
    """The days of a daily read: the months before and the one under way."""
    return scale.reread_months * _MONTH_DAYS + _HALF_A_MONTH


def turns(scale: Scale) -> int:
    """Tags and lists asked for on a day: so many as configured, else one for one account and all
    within a week for several."""
    return min(_room(scale), _waiting(scale))


def _waiting(scale: Scale) -> int:
    return scale.tags + _lists(scale)


def _room(scale: Scale) -> int:
    usual = 1 if scale.accounts == 1 else ceil(_waiting(scale) / _WEEK)
    return usual if scale.groupings_per_day is None else scale.groupings_per_day


def daily_requests(scale: Scale, days: int | None = None) -> int:
    """Paid requests of a usual day over a window of so many days.

    AWS's own findings take one, of a single account in the turn of a grouping that waits.
    """
    days = window_days(scale) if days is None else days
    base = sum(_pages(scale, groups, days) for groups in explorer_groups(scale))
    turned = turns(scale) * _pages(scale, tag_groups(scale), days)
    shared = scale.accounts == 1 and 0 < _room(scale) <= _waiting(scale)
    return base + turned + (scale.aws_anomalies and not shared)


def back_fill_requests(scale: Scale) -> int:
    """Paid requests of the first read, all groupings over the whole history."""
    groups = (*explorer_groups(scale), *[tag_groups(scale)] * scale.tags)
    return _lists(scale) + sum(_pages(scale, one, BACK_FILL_DAYS) for one in groups)


def cuts(scale: Scale) -> Cuts:
    """What one day's read of the source writes to."""
    return _file_cuts(scale) if scale.cost_source == "billing_files" else _explorer_cuts(scale)


def write_units(scale: Scale, day: int | None = None) -> float:
    """Of one read on a day of the month (the mean of all when None): every value of the month is
    written with its new day, and what it replaces goes to the history."""
    days = range(1, 31) if day is None else (day,)
    # Items differ in length: those about a unit long take one or two.
    units = [max(1.0, _item_bytes(scale, number) / _WRITE_UNIT + 0.4) for number in days]
    return 2 * cuts(scale).items * sum(units) / len(units)


def read_units(scale: Scale, months: int = MONTHS) -> float:
    """Of one read that compares with what is stored; a partition holds all of its months."""
    found = cuts(scale)
    stored = found.items * ((months - 1) * _item_bytes(scale, 30) + _item_bytes(scale, 15))
    return found.partitions * _BEGUN_UNIT + stored / _READ_UNIT


def readers_units(scale: Scale) -> float:
    """Of the steps that read the organisation's and the accounts' costs every day."""
    read = _values(scale) + scale.accounts * scale.services
    return _READERS * read * MONTHS * _item_bytes(scale, 30) / _READ_UNIT


def forecast_series(scale: Scale) -> int:
    """Series that are forecast: the total, and every value of a hundredth of the spend or more."""
    tags = scale.tags * min(scale.tag_values, _MOST_VALUES)
    return 1 + min(scale.services, _MOST_VALUES) + min(scale.accounts, _MOST_VALUES) + tags


def forecast_write_units(scale: Scale, months: int = _LEDGER_MONTHS) -> float:
    """Of a day's forecasts and of the scores of three earlier ones; `months` are in the ledgers."""
    ledger = 1 + 0.49 * months
    return forecast_series(scale) * (_FORECAST_WRITES + _SCORES + ledger) + 7


def forecast_read_units(scale: Scale, months: int = MONTHS) -> float:
    """Of settling forecasts: three of them, the ledgers, and the cost of all values."""
    values = 1 + scale.services + scale.accounts + scale.tags * scale.tag_values
    cost = values * months * _item_bytes(scale, 30) / _READ_UNIT
    return forecast_series(scale) * 3.6 + cost + 5


def stored_gb(scale: Scale, reads_a_day: int) -> float:
    """Costs and their history after the first year."""
    found, size = cuts(scale), _item_bytes(scale, 30)
    history = found.items * _item_bytes(scale, 15) * reads_a_day * 30
    return (found.items * size + history) * MONTHS / 10**9


def forecasts_gb(scale: Scale) -> float:
    """Forecasts of the first year and their scores."""
    kilobytes = _FORECAST_WRITES + 0.9 * _SCORES
    return forecast_series(scale) * MONTHS * 30 * kilobytes / 10**6


def _lists(scale: Scale) -> int:
    return _LISTS if scale.discover else 0


def _values(scale: Scale) -> int:
    """Values of the cuts of the whole organisation: total, provider, services, …"""
    usage_types = scale.services * scale.usage_types
    return 12 + scale.services + scale.accounts + usage_types + scale.regions


def _explorer_cuts(scale: Scale) -> Cuts:
    by_account = scale.accounts * scale.services
    tags = turns(scale) * (scale.tag_values + tag_groups(scale))
    within = 2 * by_account + scale.services * (scale.usage_types + scale.regions)
    partitions = 8 + 2 * scale.accounts + 3 * scale.services
    return Cuts(_values(scale) + within + tags, partitions)


def _file_cuts(scale: Scale) -> Cuts:
    by_account = scale.accounts * scale.services
    by_usage_type = by_account * scale.usage_types
    # A line without a resource is the rest of its usage type; an instance has a volume.
    resources = by_usage_type + 2 * scale.instances
    tags = scale.tags * (scale.tag_values + scale.accounts)
    within = 3 * by_account + by_usage_type + scale.services * (scale.usage_types + 1)
    partitions = 10 + 3 * scale.accounts + 3 * scale.services + by_account + by_usage_type
    return Cuts(_values(scale) + within + resources + tags, partitions)


def _item_bytes(scale: Scale, day: int) -> int:
    if scale.cost_source == "billing_files":
        return _HEADER + day * _FILE_DAY * _FILE_METRICS
    return _HEADER + day * _CE_DAY * _CE_METRICS


def _pages(scale: Scale, groups: int, days: int) -> int:
    return max(1, ceil(groups * days / scale.groups_per_page))
