"""Does every grouping add up to the bill, and do our sources tell of the same bill?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.costs import Metric
from costgov.domain.money import EXACT, amount_text, exact_sum, half_minor_unit
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import Frozen

# Differences that are kept of one grouping, the largest.
KEPT: Final = 20

type Sums = Mapping[Metric, Mapping[date, Decimal]]


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
    with the whole as it was known when the group was read, at `as_of` (the oldest of the sources');
    months of which that instant is not remembered are in `not_compared`.
    `lacking` names sources that do not deliver the grouping. `differences` are the largest ones of
    `differing`; `ok` says whether there are none, and is null where nothing could be compared.
    """

    dimension: str
    within: str
    first_day: date | None
    last_day: date | None
    as_of: str | None
    checked: int
    of: int
    sums: tuple[MetricSums, ...]
    lacking: tuple[str, ...]
    differing: int
    differences: tuple[DayDifference, ...]
    not_compared: tuple[str, ...] = ()
    ok: bool | None


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
    """What is invoiced of a month, and what is on no invoice yet (None: there is no such part).

    `invoices` are the largest; `others` is how many more there are, all of them are in `invoiced`.
    """

    invoices: tuple[InvoiceAmount, ...]
    others: int
    invoiced: Decimal | None
    not_issued: Decimal | None
    as_of: str


class MonthReconciliation(Frozen):
    """A month of one currency by everybody who tells of it.

    `ours` is what every other answer counts. Cost Explorer knows AWS alone, so `difference` is its
    BilledCost less that of AWS in the files, over the `compared_days` both have; `ok` says whether
    it is nothing to the cent, and is None where there is nothing to compare.
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
    ok: bool | None


@dataclass(frozen=True, slots=True)
class Side:
    """What one source's groups of a scope cost, and the scope itself, known at the same instant.

    Only days of the window are compared, and none of the months `not_compared`.
    """

    source: str
    scope: str
    as_of: str
    window: Window
    groups: Sums
    whole: Sums
    not_compared: tuple[str, ...] = ()

    @property
    def is_compared(self) -> bool:
        """Whether any of its days is."""
        return any(str(month) not in self.not_compared for month in self.window.months())


def checked(
    dimension: str,
    within: str,
    sides: Sequence[Side],
    currency: str,
    *,
    looked_at: int,
    of: int,
    lacking: Sequence[str] = (),
) -> GroupingCheck:
    """Compare all sides of a grouping, every day and metric; exact."""
    found = [one for side in sides for one in _differences(side, currency)]
    largest = sorted(found, key=lambda one: (-abs(one.difference), one.day, one.scope, one.metric))
    windows = [side.window for side in sides if len(side.window)]
    return GroupingCheck(
        dimension=dimension,
        within=within,
        first_day=min((window.start for window in windows), default=None),
        last_day=max((window.end - ONE_DAY for window in windows), default=None),
        as_of=min((side.as_of for side in sides), default=None),
        checked=looked_at,
        of=of,
        sums=tuple(_metric_sums(sides)),
        lacking=tuple(lacking),
        differing=len(found),
        differences=tuple(largest[:KEPT]),
        not_compared=tuple(sorted({month for side in sides for month in side.not_compared})),
        ok=not found if any(side.is_compared for side in sides) else None,
    )


def _metric_sums(sides: Sequence[Side]) -> Iterator[MetricSums]:
    for metric in Metric:
        told = [side for side in sides if side.groups.get(metric) or side.whole.get(metric)]
        if told:
            groups, whole = (
                exact_sum(
                    amount
                    for side, sums in pairs
                    for day, amount in sums.get(metric, {}).items()
                    if day in side.window
                )
                for pairs in ([(s, s.groups) for s in told], [(s, s.whole) for s in told])
            )
            yield MetricSums(metric=metric, groups=groups, whole=whole)


def _differences(side: Side, currency: str) -> Iterator[DayDifference]:
    """Days on which the groups differ from the whole by half a minor unit or more.

    A day that only one of them has counts as nothing in the other. NetAmortizedCost is compared
    where both deliver it: not every source does, and missing is not zero.
    """
    for metric in Metric:
        parts, total = side.groups.get(metric, {}), side.whole.get(metric, {})
        if metric is Metric.NET and not (parts and total):
            continue
        for day in sorted(parts.keys() | total.keys()):
            groups, whole = parts.get(day, Decimal(0)), total.get(day, Decimal(0))
            difference = EXACT.subtract(groups, whole)
            if day in side.window and not to_the_cent(difference, currency):
                yield DayDifference(
                    source=side.source,
                    scope=side.scope,
                    day=day,
                    metric=metric,
                    groups=groups,
                    whole=whole,
                    difference=difference,
                )


def grouping_words(check: GroupingCheck) -> str:
    """The grouping in words: `service`, `usage_type within each service`."""
    return check.dimension if check.within == "org" else f"{check.dimension} within {check.within}"


def difference_words(check: GroupingCheck, currency: str) -> str:
    """The largest difference in a sentence: which day, which group, how much; how many more."""
    worst = check.differences[0]
    text = (
        f"{worst.day}: the groups of {worst.scope} ({worst.source}) sum to "
        f"{amount_text(worst.groups)} {worst.metric}, not {amount_text(worst.whole)}: "
        f"{amount_text(worst.difference)} {currency}"
    )
    more = check.differing - 1
    return f"{text}; {more} more differences" if more else text


def to_the_cent(difference: Decimal, currency: str) -> bool:
    """Whether a difference is none once it is rounded."""
    return abs(difference) < half_minor_unit(currency)
