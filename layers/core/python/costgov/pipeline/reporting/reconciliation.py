"""Does the bill add up? What the analysis found, and the sources of each month side by side."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.costs import Metric
from costgov.domain.insights import Summary
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Month, month_to_date
from costgov.domain.reconciliation import GroupingCheck, MonthReconciliation
from costgov.domain.restatements import Correction
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.ledger import CutReader, sum_within
from costgov.pipeline.reporting.anomaly_rows import dimension_noun
from costgov.pipeline.reporting.text import isolated, month_name, span_text

LISTED = 3
# Months and corrections that are shown, the newest; the API has all of them.
MONTHS = 13
CORRECTIONS = 6


@dataclass(frozen=True, slots=True)
class ReconciledRow:
    """What the groups of a grouping sum to, and how far that is from what they are groups of.

    `lacking` names the sources that do not deliver the grouping, `note` what else to know; `own`
    is the ledger itself.
    """

    name: str
    billed: Decimal
    effective: Decimal
    billed_difference: Decimal
    effective_difference: Decimal
    agrees: bool | None
    lacking: tuple[str, ...] = ()
    note: str = ""
    own: bool = False

    @property
    def lacking_words(self) -> str:
        """The sources that lack the grouping, or how many they are."""
        if len(self.lacking) > LISTED:
            return f"{len(self.lacking)} sources"
        return ", ".join(map(isolated, self.lacking))


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month by all who tell of it, in BilledCost."""

    month: MonthReconciliation

    @property
    def name(self) -> str:
        """`October 2026`."""
        return month_name(Month.parse(self.month.month).first)

    @property
    def verdict(self) -> str:
        """What the comparison of Cost Explorer and the files came to."""
        if self.month.ok is None:
            return "one source only"
        return f"{'equal' if self.month.ok else 'differs'} over {self.month.compared_days} days"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The tables of one currency; `first_day` is None when the analysis left nothing to show."""

    first_day: date | None
    last_day: date | None
    rows: tuple[ReconciledRow, ...]
    months: tuple[MonthRow, ...]
    corrections: tuple[Correction, ...]

    @property
    def mismatches(self) -> tuple[str, ...]:
        """What does not add up."""
        names = [row.name for row in self.rows if row.agrees is False]
        months = [row for row in self.months if row.month.ok is False]
        return (*names, *(f"Cost Explorer and the files in {row.name}" for row in months))

    @property
    def has_files(self) -> bool:
        """Whether billing files tell of any of the months."""
        return any(row.month.files for row in self.months)

    @property
    def has_cost_explorer(self) -> bool:
        """Whether Cost Explorer does."""
        return any(row.month.cost_explorer for row in self.months)

    @property
    def has_invoices(self) -> bool:
        """Whether a file names invoices."""
        return any(row.month.invoices for row in self.months)


def read_reconciled(
    control: DocumentStore, results: DocumentStore, currency: str, as_of: date
) -> Reconciled:
    """What the analysis of the day has stored, and the months up to it, the newest first."""
    day = records.day_sort(as_of)
    stored = records.reconciliations(results).all(currency, prefix=day)
    months = [
        MonthRow(month)
        for month in reversed(records.month_reconciliations(results).all(currency))
        if month.month <= str(Month.of(as_of))
    ]
    corrections, _ = records.corrections(control).page(
        currency, newest_first=True, limit=CORRECTIONS
    )
    checks = [check for found in stored for check in found.checks]
    return Reconciled(
        first_day=min((one.first_day for one in checks if one.first_day), default=None),
        last_day=max((one.last_day for one in checks if one.last_day), default=None),
        rows=tuple(_row(check) for check in checks),
        months=tuple(months[:MONTHS]),
        corrections=tuple(corrections),
    )


def total_row(reader: CutReader) -> ReconciledRow:
    """The ledger's own total over the days of the report, which nothing is compared with."""
    billed, effective = (
        sum_within(reader.total(metric), reader.window)
        for metric in (Metric.BILLED, Metric.EFFECTIVE)
    )
    days = span_text(reader.window.start, reader.window.end - ONE_DAY)
    none = Decimal(0)
    return ReconciledRow(f"total, {days}", billed, effective, none, none, agrees=True, own=True)


def summary_row(reader: CutReader, summary: Summary) -> ReconciledRow:
    """The month to date as the analysis stored it (and the API says it) against the facts."""
    window = month_to_date(summary.as_of)
    billed, effective = (
        sum_within(reader.total(metric), window) for metric in (Metric.BILLED, Metric.EFFECTIVE)
    )
    differences = (
        EXACT.subtract(summary.month_to_date_billed, billed),
        EXACT.subtract(summary.month_to_date, effective),
    )
    return ReconciledRow(
        name="month to date of the analysis",
        billed=summary.month_to_date_billed,
        effective=summary.month_to_date,
        billed_difference=differences[0],
        effective_difference=differences[1],
        agrees=not any(differences),
    )


def _row(check: GroupingCheck) -> ReconciledRow:
    sums = {found.metric: found for found in check.sums}
    groups, differences = [], []
    for metric in (Metric.BILLED, Metric.EFFECTIVE):
        found = sums.get(metric)
        groups.append(found.groups if found else Decimal(0))
        differences.append(EXACT.subtract(found.groups, found.whole) if found else Decimal(0))
    return ReconciledRow(
        name=_name(check),
        billed=groups[0],
        effective=groups[1],
        billed_difference=differences[0],
        effective_difference=differences[1],
        agrees=check.ok,
        lacking=check.lacking,
        note=_note(check),
    )


def _name(check: GroupingCheck) -> str:
    name = f"by {dimension_noun(check.dimension)}"
    return name if check.within == "org" else f"{name} within each {check.within}"


def _note(check: GroupingCheck) -> str:
    if check.ok is False:
        worst = check.differences[0]
        where = "" if worst.scope == "org" else f" of {isolated(worst.scope)}"
        return f"{worst.day}{where}"
    notes = []
    if check.checked < check.of:
        notes.append(f"{check.checked} of {check.of} checked, the others in later runs")
    if check.not_compared:
        notes.append(f"{', '.join(check.not_compared)} when it is read again")
    return "; ".join(notes)
