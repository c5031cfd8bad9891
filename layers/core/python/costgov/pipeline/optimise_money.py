"""What things cost an account: stored prices, and its own rates on the bill."""

from datetime import date

from costgov.collectors.inventory.contract import GLOBAL
from costgov.domain.hosts import HOST, host_prices
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook
from costgov.gateways.ports import CostReader, DocumentStore
from costgov.pipeline.collect_commitments import commitment_use, last_reading
from costgov.pipeline.effective_rates import BillRates
from costgov.pipeline.optimise_account import Inventory, Money
from costgov.pipeline.rate_records import load_catalogue, load_price_book


class StoredMoney:
    """Reads the prices of regions once; accounts mostly share them."""

    def __init__(self, costs: CostReader, results: DocumentStore) -> None:
        self._costs = costs
        self._results = results
        reading = last_reading(results)
        self._uses = [commitment_use(reading)] if reading else []
        self._lists: dict[tuple[str, ...], tuple[PriceBook, InstanceCatalogue]] = {}
        self._bills: dict[date, BillRates] = {}

    def __call__(self, inventory: Inventory, as_of: date) -> Money:
        """The prices of the regions of an account, and what it really pays.

        Raises:
            StoreError: a store refused.
        """
        regions = inventory.regions
        if regions not in self._lists:
            own = [one for one in regions if one != GLOBAL]
            self._lists[regions] = (
                load_price_book(self._results, regions),
                load_catalogue(self._results, own),
            )
        prices, catalogue = self._lists[regions]
        bill = self._bills.setdefault(as_of, BillRates(self._costs, as_of))
        rates = bill.of([inventory.account_id])
        prices = prices.with_own(host_prices(inventory.estate.of_kind(HOST)))
        return Money(prices, catalogue, rates.with_commitments(self._uses))
