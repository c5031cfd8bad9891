"""A metric that is to be read of a resource, and the digest its points come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import fsum
from typing import Final, Literal

from costgov.domain.digests import Samples, digest, exact, expected_points, instants, percentile
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest

type Reading = Literal["gauge", "stock", "count"]

_RATE: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)
_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class WantedMetric:
    """One CloudWatch metric of one resource: what to ask, and how to understand the answer.

    `resource` is the resource's key and `digest` the digest's name. A "gauge" is read as Average,
    p95 and Maximum, a "stock" as Average, Minimum and Maximum, a "count" as Sum. With
    `silent_is_zero` no point means that nothing happened.
    """

    resource: str
    digest: str
    namespace: str
    name: str
    unit: str
    dimensions: tuple[tuple[str, str], ...]
    reading: Reading
    window: Window
    period_seconds: int
    launched_at: datetime | None
    silent_is_zero: bool

    def digested(self, samples: Samples) -> MetricDigest:
        """The digest of its points."""
        expected = expected_points(self.window, self.period_seconds, self.launched_at)
        if self.reading != "count":
            found = digest(
                self.digest,
                self.unit,
                self.window,
                samples,
                period_seconds=self.period_seconds,
                expected=expected,
            )
        else:
            found = self._counted(samples, expected)
        if found.state == "no data" and self.silent_is_zero and expected:
            zero = Decimal(0)
            return found.model_copy(update={"state": "silent", "avg": zero, "total": zero})
        return found

    def _counted(self, samples: Samples, expected: int) -> MetricDigest:
        """Sums per period as rates per second: a Sum over its period is what a rate is."""
        start, end = instants(self.window)
        sums = [float(value) for at, value in samples.total.items() if start <= at < end]
        periods = max(expected, len(sums)) if self.silent_is_zero else len(sums)
        total = fsum(sums)
        rates = [*([0.0] * (periods - len(sums))), *sums]
        measured = bool(sums)
        return MetricDigest(
            metric=self.digest,
            unit=self.unit,
            start=self.window.start,
            end=self.window.end,
            period_seconds=self.period_seconds,
            points=periods if measured and self.silent_is_zero else len(sums),
            expected_points=max(expected, len(sums)),
            state="measured" if measured else "no data",
            avg=self._rate(total / periods) if measured else None,
            p95=self._rate(percentile(rates, 95)) if measured else None,
            max=self._rate(max(sums)) if measured else None,
            total=exact(total) if measured else None,
        )

    def _rate(self, amount: float) -> Decimal:
        return _RATE.divide(exact(amount), Decimal(self.period_seconds)).quantize(_STEP)


def asked(wanted: Sequence[WantedMetric]) -> dict[tuple[Window, int], list[WantedMetric]]:
    """The metrics by the window and period they are read over, in the order given."""
    found: dict[tuple[Window, int], list[WantedMetric]] = {}
    for one in wanted:
        found.setdefault((one.window, one.period_seconds), []).append(one)
    return found
