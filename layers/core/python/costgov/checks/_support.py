"""When AWS stops to support a version free of charge."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import JsonValue

from costgov.errors import NotKnown

_STANDARD: Final = "open-source-rds-standard-support"
# What no API tells: dates as AWS publishes them, an empty one where none is announced.
_TABLE: Final = "end_of_support.csv"


def standard_support_end(lifecycles: JsonValue) -> date:
    """The last day of standard support among the lifecycles RDS tells; raises NotKnown."""
    for one in lifecycles if isinstance(lifecycles, list) else ():
        if isinstance(one, Mapping) and one.get("LifecycleSupportName") == _STANDARD:
            end = one.get("LifecycleSupportEndDate")
            if isinstance(end, str):
                return datetime.fromisoformat(end).date()
    raise NotKnown("when its standard support ends was not told")


def extended_year(ended: date, today: date) -> int:
    """Which year after the end of standard support it is, from 1.

    >>> extended_year(date(2024, 2, 29), date(2026, 3, 1))
    3
    """
    whole = today.year - ended.year - ((today.month, today.day) <= (ended.month, ended.day))
    return whole + 1


def published_end(service: str, engine: str, version: str) -> date | None:
    """The last day of standard support, None where no end is announced.

    The longest version of the table that it belongs to counts.

    Raises:
        NotKnown: the table has none that it belongs to.
    """
    versions = _published().get((service, engine.lower()), {})
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        known = ".".join(parts[:length])
        if known in versions:
            return versions[known]
    raise NotKnown(f"how long {engine} {version} is supported is not known")


@cache
def _published() -> Mapping[tuple[str, str], Mapping[str, date | None]]:
    found: dict[tuple[str, str], dict[str, date | None]] = {}
    table = files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        end = row["standard_support_end"]
        versions = found.setdefault((row["service"], row["engine"].lower()), {})
        versions[row["version"]] = date.fromisoformat(end) if end else None
    return found
