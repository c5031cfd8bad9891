"""Collects the payer account's cost: pages to evidence, complete queries to cost facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from costgov.clock import Clock
from costgov.collectors.aws_findings import NAME as FINDINGS
from costgov.collectors.cost_explorer import SOURCE
from costgov.collectors.cost_explorer_pages import PageReader, Patience
from costgov.collectors.cost_explorer_plan import Reach
from costgov.domain.cost_queries import BackFill, first_collection_cost
from costgov.domain.money import display
from costgov.domain.period import ONE_DAY
from costgov.domain.prices import list_prices
from costgov.domain.restatements import Correction
from costgov.domain.runs import COLLECT_COSTS, StepEvent, StepRecord
from costgov.gateways.ports import CostExplorer, CostStore, DocumentStore, ObjectStore
from costgov.pipeline import records
from costgov.pipeline.collect_findings import FindingsRead, collect_findings
from costgov.pipeline.cost_evidence import PageEvidence
from costgov.pipeline.cost_memory import CostMemory
from costgov.pipeline.cost_queries import CostQueries, Groupings
from costgov.pipeline.request_budget import RequestBudget

_RESERVE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class CollectCosts:
    """The use case with its gateways; `sleep` and `random` serve the waits between requests.

    `reread_months` before the current one are read again every day. With `aws_anomalies`, so is
    what AWS Cost Anomaly Detection has found.
    """

    source: CostExplorer
    costs: CostStore
    control: DocumentStore
    evidence: ObjectStore
    groupings: Groupings
    aws_anomalies: bool
    reread_months: int
    budget: RequestBudget
    clock: Clock
    sleep: Callable[[float], None]
    random: Random

    def run(self, event: StepEvent, remaining: timedelta) -> StepRecord:
        """Ask all queries of the day, store what is complete, record what is not.

        A query that fails leaves the facts of its cuts as they were and becomes a gap. The first
        collection reaches back to the start of the event's window; what the day's cap on paid
        requests leaves of it is read on the days that follow. `remaining` is what is left of the
        function's time; the last part of it is kept free for storing.

        Raises:
            StoreError: evidence, facts or the record could not be written.
        """
        now = self.clock()
        memory = CostMemory.recalled(self.control)
        back_fill = memory.back_fill or self._first_collection(event, memory, now)
        queries = CostQueries(
            costs=self.costs,
            control=self.control,
            groupings=self.groupings,
            budget=self.budget,
            memory=memory,
            reader=self._reader(event.run_id, now, remaining),
            reach=self._reach(event, back_fill),
            now=now,
            aws_anomalies=self.aws_anomalies,
        )
        queries.ask_all()
        found = FindingsRead()
        if queries.findings_due:
            memory.has_asked(FINDINGS, event.as_of)
            found = collect_findings(self.control, queries.reader, event.as_of)
        if back_fill.finished_at is None:
            ended = self.clock() if queries.caught_up else None
            known = {"finished_at": ended, "daily_requests": queries.daily_requests}
            memory.put_back_fill(back_fill.model_copy(update=known))
        record = StepRecord(
            step=COLLECT_COSTS,
            expected=queries.expected + queries.findings_due,
            got=queries.got + (queries.findings_due and found.gap is None),
            gaps=(*queries.gaps, *([found.gap] if found.gap else [])),
            notes=(*_first_notes(back_fill, memory), *self._notes(queries)),
            finished_at=self.clock(),
        )
        records.record_step(self.control, event.run_id, record)
        return record

    def _first_collection(self, event: StepEvent, memory: CostMemory, now: datetime) -> BackFill:
        """What the first collection will take at the least, recorded before anything is asked."""
        queries = self.groupings.least_queries(memory.dimensions)
        back_fill = BackFill(
            source=SOURCE,
            start=event.window.start,
            queries=queries,
            usd_at_least=list_prices()["cost_explorer_requests"].of(Decimal(queries)),
            daily_request_cap=self.budget.cap,
            began_at=now,
        )
        memory.put_back_fill(back_fill)
        return back_fill

    def _reach(self, event: StepEvent, back_fill: BackFill) -> Reach:
        own = [ledger for ledger in self.costs.ledgers() if ledger.source == SOURCE]
        last_day = max((ledger.last_day for ledger in own), default=event.as_of)
        return Reach(event.as_of, back_fill.start, last_day, self.reread_months)

    def _reader(self, run_id: str, now: datetime, remaining: timedelta) -> PageReader:
        deadline = now + remaining - min(_RESERVE, remaining / 4)
        patience = Patience(self.clock, self.sleep, self.random, deadline)
        keep = PageEvidence(self.evidence, run_id, now)
        return PageReader(self.source, patience, self.budget.reserve, keep)

    def _notes(self, queries: CostQueries) -> tuple[str, ...]:
        stats = queries.stats
        return (
            f"days {queries.first_day} to {queries.reach.end - ONE_DAY}",
            f"{stats.written} items written, {stats.removed} removed",
            *(_corrected(one) for one in queries.corrections if one.after_close),
            f"{self.budget.used()} of {self.budget.cap} Cost Explorer requests used today",
        )


def _first_notes(before: BackFill, memory: CostMemory) -> tuple[str, ...]:
    """What the first collection takes, while it is under way and on the day it ends."""
    if before.finished_at is not None:
        return ()
    cost = first_collection_cost(before.queries, before.daily_request_cap)
    note = f"first collection, back to {before.start}: {cost}"
    return (note, "it goes on tomorrow") if memory.is_filling else (note,)


def _corrected(correction: Correction) -> str:
    changes = ", ".join(
        f"{change.metric} {display(change.difference, correction.currency)}"
        for change in correction.changes
    )
    return f"{correction.month} was corrected after its close: {changes}"
