"""Reads weekly how far Savings Plans cover and are used, at three paid requests."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from costgov.collectors.inventory.contract import GLOBAL
from costgov.collectors.savings_plans_use import CALLS, read_savings_plans
from costgov.domain.commitment_coverage import SAVINGS_PLANS, CommitmentUse
from costgov.domain.commitments import CommitmentReading
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import Gap, Target
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Listings
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.findings import Findings
from costgov.pipeline.records import Records
from costgov.pipeline.request_budget import RequestBudget

STEP: Final = "collect_rates"
EVERY: Final = timedelta(days=7)
_PLANS: Final = "savings-plans"


def commitment_readings(results: DocumentStore) -> Records[CommitmentReading]:
    """What Cost Explorer last said of commitments, sorted by what they are."""
    return Records(results, CommitmentReading, "commitment-reading")


def last_reading(results: DocumentStore) -> CommitmentReading | None:
    """The newest reading of Savings Plans, if there was any."""
    return commitment_readings(results).newest()


def commitment_use(reading: CommitmentReading) -> CommitmentUse:
    """How far Savings Plans are used, and the share of coverable cost that they cover.

    Both at the rate that was paid: what plans paid against that and what was paid on demand.
    """
    covered = exact_sum(one.covered for one in reading.days)
    total = covered + exact_sum(one.on_demand for one in reading.days)
    return CommitmentUse(
        service_code=SAVINGS_PLANS,
        covered=round(covered / total, 6) if total > 0 else None,
        utilisation=reading.utilisation,
        as_of=reading.as_of,
        source="Cost Explorer",
    )


@dataclass(frozen=True, slots=True)
class CollectCommitments:
    """The use case; `home` is the payer account we run in."""

    listings: Listings
    results: DocumentStore
    budget: RequestBudget
    home: str

    def collect(self, as_of: date) -> Findings:
        """Read and store, once a week; a refusal is a gap and keeps the last reading.

        Raises:
            StoreError: the reading could not be written.
        """
        known = last_reading(self.results)
        if known is not None and timedelta(0) <= as_of - known.as_of < EVERY:
            return Findings(1, 1)
        target = Target(account_id=self.home, region=GLOBAL)
        try:
            for _ in CALLS:
                self.budget.reserve()
            found = read_savings_plans(self.listings.reader(target, CALLS), as_of)
        except SourceError as error:
            gap = Gap(
                step=STEP,
                target="commitments",
                reason=error.reason,
                detail=str(error),
                retry_after=as_of + ONE_DAY,
            )
            return Findings(expected=1, gaps=(gap,))
        commitment_readings(self.results).put(found, _PLANS)
        note = f"Savings Plans over {len(found.days)} days"
        return Findings(1, 1, notes=(note,))
