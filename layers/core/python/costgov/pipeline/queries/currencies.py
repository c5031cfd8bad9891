"""Which currency's ledger a question is about: amounts of two are never in one figure."""

from datetime import datetime

from costgov.clock import instant_text
from costgov.errors import InvalidInput, NotFound
from costgov.gateways.ports import CostReader
from costgov.pipeline.ledger import CurrencyLedger, currency_ledgers


def ledger_of(
    costs: CostReader, currency: str | None, known_at: datetime | None = None
) -> CurrencyLedger:
    """The ledger of a currency, by now or by an instant; the only one when none is named.

    Raises:
        NotFound: nothing is stored yet, or not in this currency.
        InvalidInput: none is named and there are several.
    """
    ledgers = {ledger.currency: ledger for ledger in currency_ledgers(costs, known_at)}
    names = ", ".join(ledgers)
    if not ledgers:
        when = "is stored yet" if known_at is None else f"was stored by {instant_text(known_at)}"
        raise NotFound(f"no cost {when}: neither collected nor imported")
    if currency is None and len(ledgers) > 1:
        raise InvalidInput(f"currency is required, because there are several: {names}")
    if currency is not None and currency not in ledgers:
        raise NotFound(f"no cost is stored in {currency!r}; the currencies are {names}")
    return ledgers[currency] if currency is not None else next(iter(ledgers.values()))
