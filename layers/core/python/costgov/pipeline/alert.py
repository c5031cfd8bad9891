"""Use case alert: what is stored is held against every rule, and what is new is put on its way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from costgov.domain.runs import ALERT, StepEvent, StepRecord
from costgov.gateways.alert_ports import Wake
from costgov.gateways.budget_ports import BudgetService
from costgov.gateways.ports import CostReader, DocumentStore
from costgov.pipeline.alert_budgets import judge
from costgov.pipeline.alerting.evaluate.ground import Evaluation, Ground
from costgov.pipeline.alerting.evaluate.registry import EVALUATORS, evaluate
from costgov.pipeline.alerting.life import Findings
from costgov.pipeline.alerting.rule_records import rules_in_force
from costgov.pipeline.alerting.telling import Teller
from costgov.pipeline.alerting.weekly import queue_weekly
from costgov.pipeline.budget_copies import Copied, copy_budgets
from costgov.pipeline.records import record_step, runs

OLDER: Final = Evaluation(
    signals=(), judged=frozenset(), gaps=(), notes=("an older day: alerts stay as they are",)
)


@dataclass(frozen=True, slots=True)
class AlertPorts:
    """What the use case needs from outside; `mirror` is there where budgets are copied to AWS."""

    costs: CostReader
    results: DocumentStore
    control: DocumentStore
    wake: Wake
    mirror: BudgetService | None = None


def send_alerts(event: StepEvent, ports: AlertPorts, now: datetime) -> StepRecord:
    """Judge budgets and rules as of the event's day; open, update and resolve alerts.

    News waits in the outbox for the deliver function, which is woken. A rule that cannot be judged
    leaves its alerts as they are. Running twice tells nothing twice; running an old day again
    changes no alert.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    budgets = judge(ports.costs, ports.results, ports.control, event.as_of)
    rules, teller = rules_in_force(ports.control), Teller.of(ports.control, ports.wake)
    ground = Ground(
        costs=ports.costs,
        results=ports.results,
        control=ports.control,
        as_of=event.as_of,
        now=now,
        run_id=event.run_id,
        owner_tag=teller.policy.owner_tag,
        open_alerts=teller.open_alerts(),
        statuses=budgets.statuses,
        books=budgets.books,
        rules=rules,
    )
    newest = _is_newest(ports.control, event)
    found = evaluate(ground, rules) if newest else OLDER
    teller.tell(Findings(event.as_of, found.signals, found.judged), now)
    if newest and queue_weekly(ports.results, ports.control, teller.policy, now):
        ports.wake.wake()
    copied = _copied(ports, event)
    expected = sum(rule.kind in EVALUATORS for rule in rules)
    record = StepRecord(
        step=ALERT,
        expected=expected,
        got=expected - len(found.gaps),
        gaps=(*found.gaps, *copied.gaps),
        notes=(*budgets.notes, *found.notes, *copied.notes),
        finished_at=now,
    )
    record_step(ports.control, event.run_id, record)
    return record


def _copied(ports: AlertPorts, event: StepEvent) -> Copied:
    if ports.mirror is None:
        return Copied()
    return copy_budgets(ports.mirror, ports.control, ports.results, event.as_of)


def _is_newest(control: DocumentStore, event: StepEvent) -> bool:
    """Whether no run of a later day is known: what an older one finds is no news."""
    newest = runs(control).newest()
    return newest is None or newest.as_of <= event.as_of
