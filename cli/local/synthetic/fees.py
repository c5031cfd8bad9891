"""Support and tax: charges of the 1st that follow from what is known of the month."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from cli.local.synthetic.model import LineItem, RecordType, dollars
from cli.local.synthetic.names import (
    NO_REGION,
    NO_USAGE_TYPE,
    PAYER_ID,
    SUPPORT,
    TAG_SETS,
    TAX,
)
from cli.local.synthetic.series import Series
from cli.local.synthetic.usage import Axis

_TAX_RATE = Decimal("0.08875")
_SUPPORT_TIERS = ((Decimal(10_000), Decimal("0.10")), (Decimal(80_000), Decimal("0.07")))
_SUPPORT_MINIMUM = Decimal(100)
_CENT = Decimal("0.01")


def by_day(
    visible: list[Series], axis: Axis, as_known_on: date | None
) -> dict[date, list[LineItem]]:
    """Support and tax lines by the 1st they are dated, from the charges visible so far.

    Support is one charge to the payer on the organisation's usage; tax is charged per account on
    all but credits. Both are estimates that grow until the month is over.
    """
    lines: dict[date, list[LineItem]] = {}
    for first, begin, end in _months(axis):
        if as_known_on is not None and first > as_known_on:
            break
        usage, taxable = _bases(visible, begin, end)
        support = _support(usage)
        taxable[PAYER_ID] += support
        lines[first] = [
            _fee(first, PAYER_ID, RecordType.SUPPORT, support),
            *(
                _fee(first, account, RecordType.TAX, _cents(base * _TAX_RATE))
                for account, base in sorted(taxable.items())
                if base > 0
            ),
        ]
    return lines


def _months(axis: Axis) -> list[tuple[date, int, int]]:
    """(the 1st, its index, last index + 1) of each month whose 1st lies on the axis."""
    months: list[tuple[date, int, int]] = []
    for index, day in enumerate(axis.dates()):
        if day.day == 1:
            months.append((day, index, index + 1))
        elif months:
            first, begin, _ = months[-1]
            months[-1] = (first, begin, index + 1)
    return months


def _bases(
    visible: list[Series], begin: int, end: int
) -> tuple[Decimal, defaultdict[str, Decimal]]:
    usage = 0
    taxable: defaultdict[str, int] = defaultdict(int)
    for item in visible:
        money = int(item.unblended[begin:end].sum())
        if item.charge.record_type in {RecordType.USAGE, RecordType.SP_COVERED}:
            usage += money
        if item.charge.record_type is not RecordType.CREDIT:
            taxable[item.charge.account_id] += money
    exact = {account: dollars(money) for account, money in taxable.items()}
    return dollars(usage), defaultdict(Decimal, exact)


def _support(usage: Decimal) -> Decimal:
    fee, below = Decimal(0), Decimal(0)
    for limit, rate in _SUPPORT_TIERS:
        fee += max(Decimal(0), min(usage, limit) - below) * rate
        below = limit
    return max(_SUPPORT_MINIMUM, _cents(fee))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_EVEN)


def _fee(day: date, account: str, record_type: RecordType, amount: Decimal) -> LineItem:
    is_support = record_type is RecordType.SUPPORT
    return LineItem(
        day,
        account,
        SUPPORT if is_support else TAX,
        "Dollar" if is_support else NO_USAGE_TYPE,
        NO_REGION,
        record_type,
        TAG_SETS[""],
        amount if is_support else Decimal(0),
        "Dollar" if is_support else "",
        amount,
        amount,
        amount,
        amount,
    )
