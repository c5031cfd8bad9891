"""Does every way of grouping add up to the bill? Exact differences, in every digit."""

from dataclasses import dataclass
from decimal import Decimal

from costgov.domain.costs import TOTAL, Metric
from costgov.domain.insights import Summary
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window, month_to_date
from costgov.pipeline.ledger import CurrencyLedger, CutReader, sum_within
from costgov.pipeline.reporting.anomaly_rows import dimension_noun
from costgov.pipeline.reporting.text import isolated

LISTED = 3


@dataclass(frozen=True, slots=True)
class ReconciledRow:
    """A grouping's exact sums and how far they are from the ledger's total.

    `lacking` names the sources that do not deliver the grouping: then it cannot add up.
    """

    name: str
    billed: Decimal
    effective: Decimal
    billed_difference: Decimal
    effective_difference: Decimal
    lacking: tuple[str, ...] = ()

    @property
    def lacking_words(self) -> str:
        """The sources that lack the grouping, or how many they are."""
        if len(self.lacking) > LISTED:
            return f"{len(self.lacking)} sources"
        return ", ".join(map(isolated, self.lacking))

    @property
    def agrees(self) -> bool:
        """Whether both sums equal the total in every digit."""
        return not self.billed_difference and not self.effective_difference


def reconciliation(
    reader: CutReader, ledger: CurrencyLedger, window: Window
) -> tuple[ReconciledRow, ...]:
    """The total of the window, then every grouping that was delivered."""
    names = (TOTAL, *sorted(ledger.dimensions - {TOTAL}))
    total = _sums(reader, TOTAL, window)
    return tuple(_row(reader, ledger, name, window, total) for name in names)


def summary_row(reader: CutReader, summary: Summary) -> ReconciledRow:
    """The month to date as the analysis stored it (and the API says it) against the facts."""
    window = month_to_date(summary.as_of)
    billed, effective = _sums(reader, TOTAL, window)
    return ReconciledRow(
        name="month to date of the analysis",
        billed=summary.month_to_date_billed,
        effective=summary.month_to_date,
        billed_difference=EXACT.subtract(summary.month_to_date_billed, billed),
        effective_difference=EXACT.subtract(summary.month_to_date, effective),
    )


def _row(
    reader: CutReader,
    ledger: CurrencyLedger,
    dimension: str,
    window: Window,
    total: tuple[Decimal, Decimal],
) -> ReconciledRow:
    billed, effective = _sums(reader, dimension, window)
    return ReconciledRow(
        name="total" if dimension == TOTAL else f"by {dimension_noun(dimension)}",
        billed=billed,
        effective=effective,
        billed_difference=EXACT.subtract(billed, total[0]),
        effective_difference=EXACT.subtract(effective, total[1]),
        lacking=tuple(one.source for one in ledger.ledgers if dimension not in one.dimensions),
    )


def _sums(reader: CutReader, dimension: str, window: Window) -> tuple[Decimal, Decimal]:
    cut = reader.cut(dimension)
    billed, effective = (
        exact_sum(sum_within(cut.daily(name, metric), window) for name in cut.facts)
        for metric in (Metric.BILLED, Metric.EFFECTIVE)
    )
    return billed, effective
