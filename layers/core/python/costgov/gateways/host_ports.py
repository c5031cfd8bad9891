"""What the inventory of hosts needs from outside: series and values of queries, by host."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from costgov.domain.digests import Samples
from costgov.domain.period import Window


class HostMetrics(Protocol):
    """A metrics system that is asked in its own language."""

    def hours(self, query: str, label: str, window: Window) -> Mapping[str, Samples]:
        """Average, 95th percentile and maximum of each hour of the window, by the label's value.

        Hours without a value are not there.

        Raises:
            SourceError: no answer came, or none that can be used.
        """
        ...

    def latest(self, query: str, label: str, at: datetime) -> Mapping[str, Decimal]:
        """The values at an instant, by the label's value; raises as `hours` does."""
        ...
