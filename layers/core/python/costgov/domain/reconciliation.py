"""Does every grouping add up to the bill, and do our sources tell of the same bill?"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from costgov.domain.costs import Metric
from costgov.domain.money import EXACT, half_minor_unit
from costgov.domain.period import Window
from costgov.domain.runs import Frozen

type Sums = Mapping[Metric, Mapping[date, Decimal]]
type Verdict = Literal["equal", "differs", "nothing to compare"]


class DayDifference(Frozen):
    """One day on which the groups of a scope are more (or less) than the whole scope."""

    source: str
    scope: str
    day: date
    metric: Metric
    groups: Decimal
    whole: Decimal
    difference: Decimal


class MetricSums(Frozen):
    """What the groups of a grouping cost together and what they should, over all days checked."""

    metric: Metric
    groups: Decimal
    whole: Decimal


class GroupingCheck(Frozen):
    """One way of grouping against what it must add up to.

    `within` is the kind of scope whose parts are told apart (`org`: the whole bill). Of `of` such
    scopes `checked` were looked at, the others take their turns in later runs. A group is compared
    with the whole as it was known when the group was read, at `as_of` (the oldest of the sources').
    `lacking` names sources that do not deliver the grouping. `differences` are the largest ones of
    `differing`.
    """

    dimension: str
    within: str
    first_day: date
    last_day: date
    as_of: str
    checked: int
    of: int
    sums: tuple[MetricSums, ...]
    lacking: tuple[str, ...]
    differing: int
    differences: tuple[DayDifference, ...]
    ok: bool


class Reconciliation(Frozen):
    """What a run found when it added up every grouping of one currency."""

    currency: str
    as_of: date
    checks: tuple[GroupingCheck, ...]


class SourceMonth(Frozen):
    """A month as one kind of source tells it; an amount is None where it delivers none."""

    billed: Decimal | None
    effective: Decimal | None
    days: int
    last_day: date
    as_of: str


class InvoiceAmount(Frozen):
    """BilledCost of one InvoiceId."""

    invoice_id: str
    billed: Decimal


class InvoiceMonth(Frozen):
    """What is invoiced of a month, and what is on no invoice yet (None: everything is).

    `invoices` are the largest; `others` is how many more there are, all of them are in `invoiced`.
    """

    invoices: tuple[InvoiceAmount, ...]
    others: int
    invoiced: Decimal
    not_issued: Decimal | None
    as_of: str


class MonthReconciliation(Frozen):
    """A month of one currency by everybody who tells of it.

    `ours` is what every other answer counts. Cost Explorer knows AWS alone, so `difference` is its
    BilledCost less that of AWS in the files, over the `compared_days` both have.
    """

    currency: str
    month: str
    complete: bool
    ours: SourceMonth
    cost_explorer: SourceMonth | None
    files: SourceMonth | None
    invoices: InvoiceMonth | None
    compared_days: int
    difference: Decimal | None
    verdict: Verdict


def differing_days(
    groups: Sums, whole: Sums, window: Window, currency: str
) -> Iterator[tuple[date, Metric, Decimal, Decimal]]:
    """Days of the window on which the sums differ by half a minor unit or more.

    A day that only one of them has counts as nothing in the other. NetAmortizedCost is compared
    where both deliver it: not every source does, and missing is not zero.

    Yields:
        (day, metric, sum of the groups, the whole).
    """
    least = half_minor_unit(currency)
    for metric in Metric:
        parts, total = groups.get(metric, {}), whole.get(metric, {})
        if metric is Metric.NET and not (parts and total):
            continue
        for day in sorted(parts.keys() | total.keys()):
            one, other = parts.get(day, Decimal(0)), total.get(day, Decimal(0))
            if day in window and abs(EXACT.subtract(one, other)) >= least:
                yield day, metric, one, other


def verdict(difference: Decimal | None, currency: str) -> Verdict:
    """Whether two tellings of a month agree to the cent."""
    if difference is None:
        return "nothing to compare"
    return "differs" if abs(difference) >= half_minor_unit(currency) else "equal"
