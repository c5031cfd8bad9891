"""What the Price List gave for one rule in one region, as it is kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import batched
from typing import Final

from costgov.domain.price_book import UnitPrice
from costgov.domain.runs import Frozen

# A row takes about 150 bytes as JSON, a document may have 400 KB.
ROWS: Final = 1500


class PriceRow(Frozen):
    """One price: its key, its amount and how the bill names its usage."""

    key: str
    amount: Decimal
    unit: str
    usage_type: str
    vcpus: float | None = None
    memory_gib: float | None = None


class PriceSheet(Frozen):
    """One part of a rule's prices in a region, as they were on a day.

    `rule` is the rule's digest, so that a rule that is changed is asked anew. `ambiguous` names
    keys under which products had different prices: these have none.
    """

    rule: str
    template: str
    region: str
    service_code: str
    service_name: str = ""
    currency: str = "USD"
    as_of: date
    rows: tuple[PriceRow, ...] = ()
    ambiguous: tuple[str, ...] = ()

    def prices(self) -> Iterator[UnitPrice]:
        """The prices of this part."""
        for row in self.rows:
            yield UnitPrice(
                key=row.key,
                region=self.region,
                amount=row.amount,
                unit=row.unit,
                usage_type=row.usage_type,
                as_of=self.as_of,
                currency=self.currency,
                service_code=self.service_code,
                service_name=self.service_name,
                vcpus=row.vcpus,
                memory_gib=row.memory_gib,
            )


def sheets(whole: PriceSheet, prices: Iterable[UnitPrice]) -> Sequence[PriceSheet]:
    """The prices as parts that fit a document each; one part, without rows, where there are none.

    A part has one currency.
    """
    parts = []
    by_currency: defaultdict[str, list[PriceRow]] = defaultdict(list)
    for one in sorted(prices, key=lambda one: one.key):
        row = PriceRow(
            key=one.key,
            amount=one.amount,
            unit=one.unit,
            usage_type=one.usage_type,
            vcpus=one.vcpus,
            memory_gib=one.memory_gib,
        )
        by_currency[one.currency].append(row)
    for currency, rows in sorted(by_currency.items()):
        parts += [
            whole.model_copy(update={"currency": currency, "rows": some})
            for some in batched(rows, ROWS, strict=False)
        ]
    return parts or [whole]
