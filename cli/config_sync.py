"""Keeps the run-time half of costgov.yaml and its deployed copy in step, showing the difference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import yaml
from costgov.configuration import Configuration, Governance
from costgov.domain.allocation.plan import AllocationView
from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.budgets import BudgetPlan
from costgov.domain.capacity import UsePolicy
from costgov.domain.credits import CreditGrant
from costgov.domain.measures import Measure
from costgov.domain.planned_events import PlannedEvent
from costgov.domain.scenarios import Scenario
from costgov.domain.unit_cost import UnitCostPlan
from costgov.pipeline import backlog_records, records, scenario_records, use_records
from costgov.pipeline.records import Records
from pydantic import BaseModel

from cli.config_words import advice_words, checks_words, host_words

if TYPE_CHECKING:
    from costgov.gateways.ports import DocumentStore


@dataclass(frozen=True, slots=True)
class Kept[T: BaseModel]:
    """Values under `governance` and the records that are their deployed copy."""

    field: str
    records: Callable[["DocumentStore"], Records[T]]
    listed: Callable[[Governance], Sequence[T]]
    key: Callable[[T], str]
    words: Callable[[T], str]
    # What changed and how the file writes the values, where they are no plain list.
    change: Callable[[T, T], str] | None = None
    written: Callable[[Sequence[T]], object] = lambda values: [_plain(one) for one in values]

    def wanted(self, configuration: Configuration) -> dict[str, T]:
        """The file's values by key."""
        return {self.key(one): one for one in self.listed(configuration.governance)}

    def deployed(self, control: "DocumentStore") -> dict[str, T]:
        """The deployed values by key."""
        return {self.key(one): one for one in self.records(control).all()}

    def difference(self, control: "DocumentStore", configuration: Configuration) -> "Difference":
        """What a push would do."""
        deployed, wanted = self.deployed(control), self.wanted(configuration)
        return Difference(
            added=tuple(self.words(one) for name, one in wanted.items() if name not in deployed),
            changed=tuple(
                self._change(deployed[name], one)
                for name, one in wanted.items()
                if name in deployed and deployed[name] != one
            ),
            removed=tuple(self.words(one) for name, one in deployed.items() if name not in wanted),
        )

    def push(self, control: "DocumentStore", configuration: Configuration) -> None:
        """Make the deployed values those of the file."""
        self.records(control).make_equal(self.wanted(configuration).items())

    def dumped(self, control: "DocumentStore") -> object:
        """The deployed values as the file writes them."""
        return self.written(list(self.deployed(control).values()))

    def _change(self, before: T, after: T) -> str:
        if self.change is not None:
            return self.change(before, after)
        return f"{self.words(before)} → {self.words(after)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a push would do, in words."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __add__(self, other: "Difference") -> "Difference":
        return Difference(
            self.added + other.added, self.changed + other.changed, self.removed + other.removed
        )

    def lines(self) -> list[str]:
        """One line per value, `+`, `~` or `-` first."""
        return [
            *(f"+ {words}" for words in self.added),
            *(f"~ {words}" for words in self.changed),
            *(f"- {words}" for words in self.removed),
        ]


def difference(control: "DocumentStore", configuration: Configuration) -> Difference:
    """How the file differs from what is deployed."""
    changes = Difference((), (), ())
    for kept in KEPT:
        changes += kept.difference(control, configuration)
    return changes


def push(control: "DocumentStore", configuration: Configuration) -> Difference:
    """Make what is deployed that of the file; returns what changed."""
    changes = difference(control, configuration)
    for kept in KEPT:
        kept.push(control, configuration)
    return changes


def pulled(control: "DocumentStore", text: str) -> str:
    """The file's text with `governance` as it is deployed; the deployment half is kept as written.

    Comments above the `governance` key stay, those inside it go with what they described.
    """
    section = {kept.field: kept.dumped(control) for kept in KEPT}
    governance = {"governance": {name: found for name, found in section.items() if found} or {}}
    before, after = _around_governance(text)
    return before + _yaml(governance) + after


def _around_governance(text: str) -> tuple[str, str]:
    lines = text.splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if line.startswith("governance:")]
    if not starts:
        return text if not text or text.endswith("\n") else text + "\n", ""
    start = starts[0]
    end = next(
        (
            i
            for i in range(start + 1, len(lines))
            if lines[i].strip() and not lines[i].startswith((" ", "\t", "#", "-"))
        ),
        len(lines),
    )
    return "".join(lines[:start]), "".join(lines[end:])


def _budget_words(plan: BudgetPlan) -> str:
    of = plan.dimension if plan.value is None else f"{plan.dimension} {plan.value!r}"
    return f"{plan.id}: {plan.amount} {plan.currency} {plan.period} for {of}"


def _credit_words(grant: CreditGrant) -> str:
    until = f" to {grant.expires_on}" if grant.expires_on else ""
    of = "".join(f", {name} {value!r}" for name, value in _bound(grant) if value is not None)
    return (
        f"credit {grant.name!r}: {grant.amount} {grant.currency} from {grant.granted_on}{until}{of}"
    )


def _view_words(kept: AllocationView) -> str:
    parts = {"rule": len(kept.view.rules), "shared cost": len(kept.view.shared)}
    said = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for what, count in parts.items())
    return f"allocation by {kept.name}: {said}"


def _scenario_words(scenario: Scenario) -> str:
    count = len(scenario.changes)
    return f"scenario {scenario.name} on {scenario}: {count} change{'' if count == 1 else 's'}"


def _view_change(before: AllocationView, after: AllocationView) -> str:
    return "\n".join([_view_words(after), *_line_by_line(before.view, after.view)])


def _scenario_change(before: Scenario, after: Scenario) -> str:
    return "\n".join([_scenario_words(after), *_line_by_line(before, after)])


def _line_by_line(before: BaseModel, after: BaseModel) -> list[str]:
    old, new = (_yaml(_plain(value)).splitlines() for value in (before, after))
    # The first two lines name files, of which there are none.
    lines = islice(unified_diff(old, new, n=0, lineterm=""), 2, None)
    return [f"    {line}" for line in lines if not line.startswith("@@")]


def _planned_words(event: PlannedEvent) -> str:
    of = ", ".join(f"{name} {value!r}" for name, value in event.conditions.items())
    expected = (
        f", {event.change_percent:+f} %"
        if event.change_percent is not None
        else ""
        if event.change_amount is None
        else f", {event.change_amount:+f} a day"
    )
    return f"planned {event.name!r}: {event.start} to {event.end}, {of or 'all costs'}{expected}"


def _planned_change(before: PlannedEvent, after: PlannedEvent) -> str:
    return "\n".join([_planned_words(after), *_line_by_line(before, after)])


def _views_written(views: Sequence[AllocationView]) -> object:
    return {"views": {kept.name: _plain(kept.view) for kept in views}} if views else {}


def _measure_words(measure: Measure) -> str:
    source = measure.source if isinstance(measure.source, str) else "from CloudWatch"
    critical = f", not to reach {measure.critical}" if measure.critical is not None else ""
    return f"measure {measure.name}: {measure.kind}, {measure.unit}, {source}{critical}"


def _policy_words(policy: UsePolicy) -> str:
    return (
        f"capacity: full at {policy.threshold_percent} %, {policy.lead_time_days} days to get more;"
        f" targets CPU {policy.cpu_target_percent} %, memory {policy.memory_target_percent} %, "
        f"disk {policy.disk_target_percent} %"
    )


def _unit_cost_words(plan: UnitCostPlan) -> str:
    of = plan.dimension if plan.value is None else f"{plan.dimension} {plan.value!r}"
    target = f", at most {plan.target} {plan.currency}" if plan.target is not None else ""
    return f"unit cost {plan.name}: {plan.currency} of {of} by {plan.measure}{target}"


def _only_written(policies: Sequence[BaseModel]) -> object:
    return _plain(policies[0]) if policies else {}


def _plain(value: BaseModel) -> dict[str, object]:
    return value.model_dump(mode="json", exclude_defaults=True)


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1_000)


def _bound(grant: CreditGrant) -> list[tuple[str, str | None]]:
    return [("account", grant.account), ("service", grant.service)]


KEPT: Final[tuple[Kept[Any], ...]] = (
    Kept(
        field="budgets",
        records=records.budgets,
        listed=lambda governance: governance.budgets,
        key=lambda plan: plan.id,
        words=_budget_words,
    ),
    Kept(
        field="credits",
        records=records.credit_grants,
        listed=lambda governance: governance.credits,
        key=lambda grant: grant.name,
        words=_credit_words,
    ),
    Kept(
        field="allocation",
        records=records.allocation_views,
        listed=lambda governance: list(governance.allocation.named()),
        key=lambda kept: kept.name,
        words=_view_words,
        change=_view_change,
        written=_views_written,
    ),
    Kept(
        field="planned",
        records=records.planned_events,
        listed=lambda governance: governance.planned,
        key=lambda event: event.name,
        words=_planned_words,
        change=_planned_change,
    ),
    Kept(
        field="scenarios",
        records=scenario_records.scenarios,
        listed=lambda governance: governance.scenarios,
        key=lambda scenario: scenario.name,
        words=_scenario_words,
        change=_scenario_change,
    ),
    Kept(
        field="measures",
        records=use_records.measures,
        listed=lambda governance: governance.measures,
        key=lambda measure: measure.name,
        words=_measure_words,
    ),
    Kept(
        field="capacity",
        records=use_records.use_policies,
        listed=lambda governance: [governance.capacity][governance.capacity == UsePolicy() :],
        key=lambda _: use_records.POLICY,
        words=_policy_words,
        written=_only_written,
    ),
    Kept(
        field="checks",
        records=backlog_records.check_policies,
        listed=lambda governance: [governance.checks][governance.checks == CheckPolicy() :],
        key=lambda _: backlog_records.ONLY,
        words=checks_words,
        written=_only_written,
    ),
    Kept(
        field="recommendations",
        records=backlog_records.advice_policies,
        listed=lambda governance: [governance.recommendations][
            governance.recommendations == AdvicePolicy() :
        ],
        key=lambda _: backlog_records.ONLY,
        words=advice_words,
        written=_only_written,
    ),
    Kept(
        field="hosts",
        records=backlog_records.hosts,
        listed=lambda governance: governance.hosts,
        key=lambda host: host.name,
        words=host_words,
    ),
    Kept(
        field="unit_costs",
        records=use_records.unit_cost_plans,
        listed=lambda governance: governance.unit_costs,
        key=lambda plan: plan.name,
        words=_unit_cost_words,
    ),
)
