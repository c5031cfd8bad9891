"""Which instance family follows which, from one table of what AWS publishes of its families."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

_TABLE: Final = "successors.csv"

type Reason = Literal["previous", "graviton"]


def successor(service: str, reason: Reason, size: str) -> str | None:
    """The size of the family that follows, None where none does or the table has none.

    >>> successor("rds", "previous", "db.m4.large")
    'db.m6g.large'
    """
    for family, following in _families().get((service, reason), {}).items():
        if size.startswith(f"{family}."):
            return following + size.removeprefix(family)
    return None


@cache
def _families() -> Mapping[tuple[str, str], Mapping[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    table = files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        families = found.setdefault((row["service"], row["reason"]), {})
        families[row["family"]] = row["successor"]
    return found
