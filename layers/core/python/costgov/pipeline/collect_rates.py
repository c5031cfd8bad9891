"""Collects what money is reckoned with and no account tells: prices, sizes, commitments, advice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from costgov.clock import Clock
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import COLLECT_RATES, Gap, StepEvent, StepRecord
from costgov.errors import OutOfTime
from costgov.gateways.inventory_ports import Listings
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.collect_advice import CollectAdvice
from costgov.pipeline.collect_commitments import CollectCommitments
from costgov.pipeline.findings import Findings

type Part = Callable[[StepEvent, datetime], Findings]
"""What a part found when it was asked on a day; nothing is begun after the instant given."""

# Kept for what a part stores after its last answer, and for the record.
_RESERVE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class CollectRates:
    """The use case with its parts, which are asked one after the other."""

    parts: Mapping[str, Part]
    control: DocumentStore
    clock: Clock

    def run(self, event: StepEvent, remaining: timedelta) -> StepRecord:
        """Let every part read what is due and record what could not be read.

        A part for which no time is left is a gap under its name.

        Raises:
            StoreError: what was read, or the record, could not be written.
        """
        deadline = self.clock() + remaining - _RESERVE
        found = Findings()
        for name, part in self.parts.items():
            late = self.clock() >= deadline
            found += _left_out(name, event.as_of) if late else part(event, deadline)
        record = StepRecord(
            step=COLLECT_RATES,
            expected=found.expected,
            got=found.got,
            gaps=found.gaps,
            notes=found.notes,
            finished_at=self.clock(),
        )
        records.record_step(self.control, event.run_id, record)
        return record


def advice_part(listings: Listings, results: DocumentStore, clock: Clock, home: str) -> Part:
    """AWS's own advice on what has been inventoried, as the account `home` is told it."""

    def part(event: StepEvent, deadline: datetime) -> Findings:
        seen = [one.target for one in records.inventories(results).all()]
        regions = sorted({one.region for one in seen})
        collect = CollectAdvice(listings, results, clock, home, regions).collect
        return collect({one.account_id for one in seen}, event.as_of, deadline)

    return part


def commitments_part(collect: CollectCommitments) -> Part:
    """How far Savings Plans cover and are used."""
    return lambda event, _: collect.collect(event.as_of)


def _left_out(name: str, as_of: date) -> Findings:
    gap = Gap(
        step=COLLECT_RATES,
        target=name,
        reason=OutOfTime.reason,
        detail="no time was left",
        retry_after=as_of + ONE_DAY,
    )
    return Findings(expected=1, gaps=(gap,))
