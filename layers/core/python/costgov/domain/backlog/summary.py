"""What the backlog comes to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.backlog.recommendation import Recommendation, Row
from costgov.domain.runs import Frozen

ROWS_A_PAGE: Final = 200


class BacklogPage(Frozen):
    """Some rows of the backlog."""

    rows: tuple[Row, ...]


class Spend(Frozen):
    """What a month of 730 hours costs at the rate of the last `days` known days (EffectiveCost)."""

    amount: Decimal
    currency: str
    days: int
    until: date


class Total(Frozen):
    """What recommendations come to a month, in one currency."""

    currency: str
    recommendations: int
    saving: Decimal
    low: Decimal
    high: Decimal
    spend: Spend | None


class BacklogSummary(Frozen):
    """The backlog of a day: what is found and counts, whatever was decided since.

    `prices_as_of` is the day of the oldest price, None where nothing is priced.
    """

    as_of: date
    run_id: str
    totals: tuple[Total, ...]
    unpriced: int
    actions: dict[str, int]
    sources: dict[str, int]
    accounts: int
    resources: int
    prices_as_of: date | None


def totals(found: Iterable[Recommendation], spend: Mapping[str, Spend]) -> tuple[Total, ...]:
    """The sums of what counts and saves something, by currency."""
    by_currency: defaultdict[str, list[Recommendation]] = defaultdict(list)
    for one in found:
        if one.finding.saving and one.saving is not None and counts(one) and one.saving > 0:
            by_currency[one.finding.saving.currency].append(one)
    return tuple(
        Total(
            currency=currency,
            recommendations=len(group),
            saving=sum((one.saving or Decimal(0) for one in group), Decimal(0)),
            low=sum((one.low or Decimal(0) for one in group), Decimal(0)),
            high=sum((one.high or Decimal(0) for one in group), Decimal(0)),
            spend=spend.get(currency),
        )
        for currency, group in sorted(by_currency.items())
    )


def counts(one: Recommendation) -> bool:
    """Whether it is there and stands by itself."""
    return one.life.gone_on is None and one.life.covered_by is None


def tallied(found: Iterable[str]) -> dict[str, int]:
    """How often each name occurs, by name."""
    return dict(sorted(Counter(found).items()))


def pages(found: Sequence[Recommendation]) -> list[tuple[str, BacklogPage]]:
    """The rows by number of page; the largest saving first, what has no price after them."""
    rows = sorted(map(Row.of, found), key=row_order)
    starts = range(0, len(rows), ROWS_A_PAGE)
    return [
        (f"{number:05d}", BacklogPage(rows=tuple(rows[start : start + ROWS_A_PAGE])))
        for number, start in enumerate(starts)
    ]


def row_order(row: Row) -> tuple[bool, Decimal, str]:
    """The largest saving first; then what has no price, and then what no longer counts."""
    return row.saving is None, -(row.saving or Decimal(0)), row.id
