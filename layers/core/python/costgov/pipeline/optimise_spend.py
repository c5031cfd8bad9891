"""What a month costs, in all and by account: no saving may come to more than that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from costgov.domain.backlog.summary import Spend
from costgov.domain.costs import ACCOUNT, ChargeCategory, Metric
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.rates import DAYS_A_MONTH
from costgov.gateways.ports import CostReader
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers, sum_within

_DAYS: Final = timedelta(days=30)
# Cost Explorer goes on filling its latest day.
_UNSETTLED: Final = 1
_CENT: Final = Decimal("0.01")
_ROUNDING: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_COUNTED: Final = tuple(
    one for one in ChargeCategory if one not in {ChargeCategory.TAX, ChargeCategory.CREDIT}
)


@dataclass(frozen=True, slots=True)
class Spending:
    """A month's EffectiveCost of one currency without tax and credits, and that of each account."""

    total: Spend
    accounts: Mapping[str, Decimal]


def spending(costs: CostReader, as_of: date) -> list[Spending]:
    """The spend of every currency that has any in its last 30 settled days."""
    return [one for ledger in currency_ledgers(costs) for one in _of_ledger(costs, ledger, as_of)]


def _of_ledger(costs: CostReader, ledger: CurrencyLedger, as_of: date) -> Iterator[Spending]:
    until = ledger.settled_end(as_of, _UNSETTLED)
    end = max(until + ONE_DAY, ledger.first_day)
    window = Window(max(ledger.first_day, end - _DAYS), end)
    if not len(window):
        return
    reader = CutReader(costs, ledger.currency, window, only=Metric.EFFECTIVE)
    total = reader.total(categories=_COUNTED)
    accounts: dict[str, Decimal] = {}
    if ACCOUNT in ledger.dimensions:
        cut = reader.cut(ACCOUNT)
        accounts = {
            account: _a_month(sum_within(cut.daily(account, categories=_COUNTED), window), window)
            for account in cut.facts
            if account
        }
    amount = _a_month(sum_within(total, window), window)
    spend = Spend(amount=amount, currency=ledger.currency, days=len(window), until=until)
    yield Spending(spend, accounts)


def _a_month(amount: Decimal, window: Window) -> Decimal:
    monthly = _ROUNDING.divide(_ROUNDING.multiply(amount, DAYS_A_MONTH), Decimal(len(window)))
    return monthly.quantize(_CENT, context=_ROUNDING)
