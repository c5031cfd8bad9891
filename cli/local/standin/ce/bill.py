"""The lines of a cost source by day, as known on one day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock

from cli.local.standin.sources import CostLine, CostSource


@dataclass(slots=True)
class Bill:
    """Reads a source once per day it is asked on, since that is when its answer changes."""

    source: CostSource
    _known_on: date | None = None
    _by_day: Mapping[date, Sequence[CostLine]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def between(self, start: date, end: date, known_on: date) -> Iterator[CostLine]:
        """Lines of the half-open window as known on a day, in order of the day."""
        by_day = self._days(known_on)
        day = start
        while day < end:
            yield from by_day.get(day, ())
            day += timedelta(days=1)

    def _days(self, known_on: date) -> Mapping[date, Sequence[CostLine]]:
        with self._lock:
            if self._known_on != known_on:
                by_day: defaultdict[date, list[CostLine]] = defaultdict(list)
                for line in self.source.lines(as_known_on=known_on):
                    by_day[line.day].append(line)
                self._known_on, self._by_day = known_on, by_day
            return self._by_day
