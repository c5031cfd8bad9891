"""Which currency's ledger a question is about: amounts of two are never in one figure."""

from costgov.errors import InvalidInput, NotFound
from costgov.gateways.ports import CostStore
from costgov.pipeline.ledger import CurrencyLedger, currency_ledgers


def ledger_of(costs: CostStore, currency: str | None) -> CurrencyLedger:
    """The ledger of a currency; the only one there is when none is named.

    Raises:
        NotFound: nothing is stored yet, or not in this currency.
        InvalidInput: none is named and there are several.
    """
    ledgers = {ledger.currency: ledger for ledger in currency_ledgers(costs)}
    names = ", ".join(ledgers)
    if not ledgers:
        raise NotFound("no cost is stored yet: neither collected nor imported")
    if currency is None and len(ledgers) > 1:
        raise InvalidInput(f"currency is required, because there are several: {names}")
    if currency is not None and currency not in ledgers:
        raise NotFound(f"no cost is stored in {currency!r}; the currencies are {names}")
    return ledgers[currency] if currency is not None else next(iter(ledgers.values()))
