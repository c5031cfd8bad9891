"""What changed since last month, and why: the comparison as the report tells it."""

from dataclasses import dataclass
from decimal import Decimal

from costgov.domain.comparison import ChangeDriver, DriverKind, DriverSum, by_kind
from costgov.domain.costs import ORG, Metric
from costgov.domain.money import exact_sum
from costgov.domain.period import Window
from costgov.pipeline.compare import Comparison
from costgov.pipeline.ledger import CutReader
from costgov.pipeline.reporting.text import DASH, isolated, quantity_text

# Drivers that are named one by one; the CSV file has all of them.
SHOWN = 12
KIND_WORDS: dict[DriverKind, str] = {
    "new": "new",
    "gone": "gone",
    "usage": "usage: more or less of it at the old rate",
    "rate": "rate: another price for the new quantity",
    "credit": "credits",
    "refund": "refunds and discounts",
    "other": "taxes and purchases",
    "unexplained": "not explained by quantities",
}
_SHORT: dict[DriverKind, str] = {
    "new": "new",
    "gone": "gone",
    "credit": "credit",
    "refund": "refund or discount",
    "other": "tax or purchase",
}


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """A change of the whole bill: sums by kind, and its drivers; both are all of the change."""

    parts: tuple[DriverSum, ...]
    drivers: tuple[ChangeDriver, ...]

    @property
    def total(self) -> Decimal:
        """The whole change."""
        return exact_sum(part.amount for part in self.parts)

    @property
    def shown(self) -> tuple[ChangeDriver, ...]:
        """The drivers that are named."""
        return self.drivers[:SHOWN]

    @property
    def others(self) -> Decimal | None:
        """The sum of all other drivers, if there are any."""
        rest = self.drivers[SHOWN:]
        return exact_sum(driver.amount for driver in rest) if rest else None

    @property
    def others_count(self) -> int:
        """How many they are."""
        return len(self.drivers[SHOWN:])


def what_changed(reader: CutReader, now: Window, before: Window) -> WhatChanged | None:
    """Why the bill of `now` is not that of `before`, in EffectiveCost; None when it is."""
    found = Comparison(reader, ORG, Metric.EFFECTIVE, now, before).drivers()
    return WhatChanged(by_kind(found), tuple(found)) if found else None


def driver_words(driver: ChangeDriver) -> str:
    """Why, in a few words: `usage 100 → 150 Hrs`, `rate 0.1 → 0.12 per Hrs`, `new`."""
    if driver.kind == "usage":
        return (
            f"usage {_from_to(driver.base_quantity, driver.quantity)} {isolated(driver.unit or '')}"
        )
    if driver.kind == "rate":
        return f"rate {_from_to(driver.base_rate, driver.rate)} per {isolated(driver.unit or '')}"
    if driver.kind == "unexplained":
        return f"unexplained: {driver.reason}"
    return _SHORT[driver.kind]


def _from_to(before: Decimal | None, now: Decimal | None) -> str:
    texts = [DASH if value is None else quantity_text(value) for value in (before, now)]
    return " → ".join(texts)
