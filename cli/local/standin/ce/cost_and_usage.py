"""GetCostAndUsage: the bill by period and group, in pages."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any

from cli.local.standin.ce.bill import Bill
from cli.local.standin.ce.dimensions import Reader, grouping
from cli.local.standin.ce.filters import predicate
from cli.local.standin.ce.metrics import Sums, checked, readers
from cli.local.standin.ce.periods import Period, cut, invalid, is_estimated, past_period
from cli.local.standin.sources import CostLine
from cli.local.standin.tokens import fingerprint

MAX_GROUPS = 2
_KEPT_ANSWERS = 4


@dataclass(frozen=True, slots=True)
class Query:
    """A request that was found to be in order."""

    period: Period
    granularity: str
    metrics: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One period: its groups in order of their keys, or its total when nothing is grouped."""

    period: Period
    estimated: bool
    groups: Sequence[Mapping[str, Any]]
    total: Mapping[str, Any]

    def as_reply(self, begin: int, end: int) -> dict[str, Any]:
        """The ResultByTime with groups `begin` to `end`."""
        return {
            "TimePeriod": self.period.as_reply(),
            "Total": dict(self.total),
            "Groups": list(self.groups[begin:end]),
            "Estimated": self.estimated,
        }


@dataclass(slots=True)
class Answers:
    """Answers computed lately, so that a further page does not start over."""

    bill: Bill
    _kept: OrderedDict[tuple[str, date], list[Result]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def results(self, params: Mapping[str, Any], today: date) -> list[Result]:
        """Every period of a request's answer.

        Raises:
            AwsError: Cost Explorer refuses the request.
        """
        key = fingerprint(params, "NextPageToken"), today
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        results = _results(self.bill, params, query(params, today), today)
        with self._lock:
            self._kept[key] = results
            while len(self._kept) > _KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return results


def query(params: Mapping[str, Any], today: date) -> Query:
    """Check a request as Cost Explorer does.

    Raises:
        AwsError: it refuses.
    """
    if params["Granularity"] == "HOURLY":
        raise invalid("Hourly granularity is an opt-in only feature and is not enabled")
    groups = tuple((group.get("Type", ""), group.get("Key", "")) for group in _groups(params))
    return Query(
        past_period(params["TimePeriod"], today),
        params["Granularity"],
        checked(params["Metrics"]),
        groups,
    )


def page(results: Sequence[Result], offset: int, size: int) -> tuple[list[dict[str, Any]], int]:
    """The results from a place on, and the place to go on from (0 at the end).

    A page holds `size` groups (a period without groups counts as one), so a period may be split:
    the next page then names it again with the groups that were left.
    """
    found: list[dict[str, Any]] = []
    place = 0
    for result in results:
        length = max(1, len(result.groups))
        begin, end = max(offset - place, 0), min(offset + size - place, length)
        if begin < end:
            found.append(result.as_reply(begin, end))
        place += length
    following = offset + size
    return found, following if following < place else 0


def _groups(params: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    groups: Sequence[Mapping[str, str]] = params.get("GroupBy", ())
    if len(groups) > MAX_GROUPS:
        raise invalid(f"Group by supports at most {MAX_GROUPS} group definitions")
    return groups


def _results(bill: Bill, params: Mapping[str, Any], asked: Query, today: date) -> list[Result]:
    wanted = predicate(params.get("Filter"))
    categories = bill.source.cost_categories
    keys = [grouping(kind, key, categories) for kind, key in asked.groups]
    read = readers(asked.metrics)
    results: list[Result] = []
    for period in cut(asked.period, asked.granularity):
        sums: dict[tuple[str, ...], Sums] = {}
        for line in bill.between(period.start, period.end, today):
            if wanted(line):
                group = _group(line, keys)
                if group not in sums:
                    sums[group] = _zero(asked.metrics)
                sums[group].add(line, read)
        results.append(_result(period, asked, sums, today))
    return results


def _group(line: CostLine, keys: Sequence[Reader]) -> tuple[str, ...]:
    return tuple(read(line) for read in keys)


def _zero(metrics: Sequence[str]) -> Sums:
    return Sums([Decimal(0)] * len(metrics))


def _result(
    period: Period, asked: Query, sums: Mapping[tuple[str, ...], Sums], today: date
) -> Result:
    """Totals come without groups only, or, all zero, where a grouped period has no group."""
    groups = (
        [
            {"Keys": list(group), "Metrics": sums[group].as_reply(asked.metrics)}
            for group in sorted(sums)
        ]
        if asked.groups
        else []
    )
    total = {} if groups else sums.get((), _zero(asked.metrics)).as_reply(asked.metrics)
    return Result(period, is_estimated(period, today), groups, total)
