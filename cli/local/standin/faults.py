"""Failures on demand, and the count of what was asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock

from cli.local.standin.errors import AwsError
from cli.local.standin.models import BY_NAME

CE_REQUEST_USD = Decimal("0.01")
METRIC_USD = Decimal("0.00001")


@dataclass(slots=True)
class Fault:
    """Refuse some requests: let `after` pass, then answer `times` of them with `code`.

    `operation` None means every operation of the service.
    """

    service: str
    operation: str | None
    code: str
    times: int = 1
    after: int = 0
    status: int = 400
    message: str = "a fault of the stand-in"


@dataclass(slots=True)
class Faults:
    """The faults still to come, in the order they were asked for."""

    _planned: list[Fault] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def plan(self, fault: Fault) -> None:
        """Add a fault.

        Raises:
            ValueError: the stand-in does not answer for the service.
        """
        if fault.service not in BY_NAME:
            raise ValueError(f"{fault.service!r} is not one of {', '.join(BY_NAME)}")
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        """Forget every fault that has not come yet."""
        with self._lock:
            self._planned.clear()

    def strike(self, service: str, operation: str) -> None:
        """Fail this request if a fault is due.

        Raises:
            AwsError: it is.
        """
        with self._lock:
            for fault in self._planned:
                if fault.service != service or fault.operation not in {None, operation}:
                    continue
                if fault.after > 0:
                    fault.after -= 1
                elif fault.times > 0:
                    fault.times -= 1
                    raise AwsError(fault.code, fault.message, fault.status)


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked so far and what AWS would have charged for it.

    Cost Explorer: each answered page. CloudWatch: metrics in GetMetricData, where up to five
    statistics of one metric in a request count once; `statistics` counts each of them.
    """

    requests: Mapping[str, int]
    refused: Mapping[str, int]
    metrics: int
    statistics: int
    usd: Decimal


@dataclass(slots=True)
class Meter:
    """Counts requests by `service:Operation`."""

    _answered: Counter[str] = field(default_factory=Counter)
    _refused: Counter[str] = field(default_factory=Counter)
    _metrics: int = 0
    _statistics: int = 0
    _lock: Lock = field(default_factory=Lock)

    def answered(self, service: str, operation: str) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._answered[f"{service}:{operation}"] += 1

    def refused(self, service: str, operation: str) -> None:
        """Count a request that was refused."""
        with self._lock:
            self._refused[f"{service}:{operation}"] += 1

    def metric_data(self, metrics: int, statistics: int) -> None:
        """Count the metrics of one GetMetricData request."""
        with self._lock:
            self._metrics += metrics
            self._statistics += statistics

    def usage(self) -> Usage:
        """The counts so far."""
        with self._lock:
            pages = sum(count for name, count in self._answered.items() if name.startswith("ce:"))
            return Usage(
                requests=dict(self._answered),
                refused=dict(self._refused),
                metrics=self._metrics,
                statistics=self._statistics,
                usd=pages * CE_REQUEST_USD + self._metrics * METRIC_USD,
            )
