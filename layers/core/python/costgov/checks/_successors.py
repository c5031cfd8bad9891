"""Which instance family follows which, from one table of what AWS publishes of its families."""

import csv
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from costgov.checks._costs import cost
from costgov.checks.contract import Look
from costgov.domain.findings import PASSED, Failed, Line, Option, Verdict
from costgov.domain.resources import Resource

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


def moved(
    resource: Resource,
    look: Look,
    hours: Callable[[str], Line],
    *,
    service: str,
    reason: Reason,
    size: str | None = None,
    before_doing: tuple[str, ...] = (),
) -> Verdict:
    """Failed if the same size of the family that follows costs less; raises NotKnown.

    `hours` gives what a month of the resource on a size is charged for; `size` is its own where
    that is not its instance type.
    """
    size = size or resource.instance_type
    following = successor(service, reason, size) if size else None
    if size is None or following is None:
        return PASSED
    now, then = (hours(size),), (hours(following),)
    if cost(then, look, resource) >= cost(now, look, resource):
        return PASSED
    option = Option(following, then, None, restart=True, why="same size", before_doing=before_doing)
    return Failed(
        why=f"{following} offers what {size} does, for less.", now=now, then=then, options=(option,)
    )


@cache
def _families() -> Mapping[tuple[str, str], Mapping[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    table = files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        families = found.setdefault((row["service"], row["reason"]), {})
        families[row["family"]] = row["successor"]
    return found
