"""The stored daily use of one account and region's resources; only months that differ are written.

A month's document expires two years after its end, as daily digests are kept no longer.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Final

from costgov.domain.daily_values import DailyValues, by_month, joined, packed, unpacked
from costgov.domain.period import Month, Window
from costgov.domain.resource_use import ResourceMonth, Use
from costgov.domain.runs import Target
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.use_records import resource_month_sort, resource_months

KEPT_MONTHS: Final = 24


class UseShelf:
    """What is stored of a target's resources, by month; a month is read when it is first needed."""

    def __init__(self, results: DocumentStore, target: Target, window: Window) -> None:
        self._table = resource_months(results)
        self._parts = (target.account_id, target.region)
        self._months: dict[Month, dict[str, str]] = {}
        self._known = {
            key.partition("#")[2] for month in window.months() for key in self._of(month)
        }

    def knows(self, resource_id: str) -> bool:
        """Whether anything of it was stored before, in the window's months."""
        return resource_id in self._known

    def put(self, resource_id: str, use: Use) -> None:
        """Keep a resource's days beside those already there, of which the same are replaced."""
        months: dict[Month, dict[str, DailyValues]] = {}
        for key, values in use.items():
            for month, found in by_month(values).items():
                months.setdefault(month, {})[key] = found
        for month, found_use in months.items():
            self._put_month(resource_id, month, found_use)

    def _put_month(self, resource_id: str, month: Month, use: Mapping[str, DailyValues]) -> None:
        sort = resource_month_sort(str(month), resource_id)
        body = self._of(month).get(sort)
        before = ResourceMonth.model_validate_json(body).use if body else {}
        merged = before | {
            key: packed(joined((unpacked(before.get(key, ""), month), values)))
            for key, values in use.items()
        }
        kept = ResourceMonth(
            resource_id=resource_id, month=str(month), use=dict(sorted(merged.items()))
        )
        if kept.model_dump_json() != body:
            self._table.put(kept, sort, *self._parts, expires_at=_expiry(month))
            self._of(month)[sort] = kept.model_dump_json()

    def _of(self, month: Month) -> dict[str, str]:
        """The month's stored texts, by sort key."""
        if month not in self._months:
            self._months[month] = self._table.bodies(*self._parts, prefix=f"{month}#")
        return self._months[month]


def _expiry(month: Month) -> datetime:
    return datetime.combine(month.shift(KEPT_MONTHS + 1).first, time(), UTC)
