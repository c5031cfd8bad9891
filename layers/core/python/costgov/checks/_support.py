"""When AWS stops to support a version free of charge."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from pydantic import JsonValue

from costgov.errors import NotKnown

_STANDARD: Final = "open-source-rds-standard-support"


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
