"""Rows of a view's CSV file: showback in every digit, chargeback in whole cents."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from costgov.domain.allocation.chargeback import charged
from costgov.domain.allocation.result import Sums
from costgov.domain.costs import ChargeCategory, Metric
from costgov.pipeline.reporting.allocation import UnitMonth
from costgov.pipeline.reporting.page import ReportPage
from costgov.pipeline.sheets import Cell

ALLOCATION = (
    "BillingCurrency", "Month", "Unit", "Kind", "From", "ChargeCategory", "BilledCost",
    "EffectiveCost", "ChargedCost",
)  # fmt: skip


class _Line(NamedTuple):
    unit: str | None
    kind: str
    source: str | None
    category: ChargeCategory
    billed: Decimal | None
    effective: Decimal | None


def view_names(page: ReportPage) -> list[str]:
    """The views of all ledgers, each once."""
    return sorted({view.name for section in page.ledgers for view in section.views})


def allocation_rows(page: ReportPage, name: str) -> Iterator[Sequence[Cell]]:
    """What every unit is charged, last month and this one, and what is nobody's.

    `BilledCost` and `EffectiveCost` add up to the bill in every digit; `ChargedCost` is BilledCost
    in the currency's smallest unit and adds up to each month's rounded bill.
    """
    for section in page.ledgers:
        for view in section.views:
            for month in view.months if view.name == name else ():
                lines = list(_lines(month))
                whole = charged([line.billed or Decimal(0) for line in lines], section.currency)
                for line, cents in zip(lines, whole, strict=True):
                    yield (
                        section.currency, month.head.month, line.unit, line.kind, line.source,
                        line.category.value, line.billed, line.effective, cents,
                    )  # fmt: skip


def _lines(month: UnitMonth) -> Iterator[_Line]:
    for unit in month.units:
        yield from _by_category(unit.direct, unit.unit, "direct", None)
        for source, sums in sorted(unit.shared.items()):
            yield from _by_category(sums, unit.unit, "shared", source)
    for part in month.head.unallocated:
        yield from _by_category(part.sums, None, "unallocated", part.detail)


def _by_category(sums: Sums, unit: str | None, kind: str, source: str | None) -> Iterator[_Line]:
    for category in ChargeCategory:
        billed = sums.get(f"{category}.{Metric.BILLED}")
        effective = sums.get(f"{category}.{Metric.EFFECTIVE}")
        if (billed, effective) != (None, None):
            yield _Line(unit, kind, source, category, billed, effective)
