"""Collects what money is reckoned with and no account tells: prices, sizes, commitments, advice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from costgov.clock import Clock
from costgov.domain.runs import COLLECT_RATES, StepEvent, StepRecord
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.findings import Findings

type Part = Callable[[StepEvent, datetime], Findings]
"""What a part found when it was asked on a day; nothing is begun after the instant given."""

# Kept for what a part stores after its last answer, and for the record.
_RESERVE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class CollectRates:
    """The use case with its parts, which are asked one after the other."""

    parts: Sequence[Part]
    control: DocumentStore
    clock: Clock

    def run(self, event: StepEvent, remaining: timedelta) -> StepRecord:
        """Let every part read what is due and record what could not be read.

        Raises:
            StoreError: what was read, or the record, could not be written.
        """
        deadline = self.clock() + remaining - _RESERVE
        found = Findings()
        for part in self.parts:
            found += part(event, deadline)
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
