"""File systems that agents report, and when they are really full: the truth a forecast is held to.

A disk fills by the same amount every day; each night a clean-up frees a little of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from cli.local.synthetic.noise import Floats, Ints, bell, key_of

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system that is `low` percent full until `since` and 80 percent on the day `full`."""

    path: str
    device: str
    file_system: str
    low: float
    since: date
    full: date

    def used_percent(self, instance_id: str, times: Ints) -> Floats:
        """How full it is at epoch seconds, in percent."""
        grown = (80.0 - self.low) / (self.full - self.since).days
        days = (times - _midnight(self.since)) / _DAY
        level = self.low + grown * days.clip(min=0.0)
        # What a day brings in is partly freed at night.
        level = level + 0.3 * (times % 86_400) / _DAY
        noise = 0.08 * bell(key_of(0, instance_id, "disk"), times // 3600)
        result: Floats = (level + noise).clip(0.0, 100.0)
        return result


DISKS: Mapping[str, Disk] = {
    "kafka-1": Disk(
        path="/data",
        device="nvme1n1",
        file_system="xfs",
        low=8.0,
        since=date(2026, 7, 1),
        full=date(2026, 11, 29),
    )
}
"""By the name of the instance."""


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()
