"""Everything under `governance` that lives in DynamoDB once deployed, each with its own words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from costgov.configuration import Governance
from costgov.domain.access import Access
from costgov.domain.alerting.channels import AlertPolicy
from costgov.domain.allocation.plan import AllocationView
from costgov.domain.backlog.policy import AdvicePolicy, CheckPolicy
from costgov.domain.capacity import UsePolicy
from costgov.domain.credits import CreditGrant
from costgov.domain.measures import Measure
from costgov.domain.planned_events import PlannedEvent
from costgov.domain.scenarios import Scenario
from costgov.domain.unit_cost import UnitCostPlan
from costgov.pipeline import backlog_records, records, scenario_records, use_records
from costgov.pipeline.alerting import records as alerting_records
from costgov.pipeline.alerting.rule_records import StoredRule, alert_rules
from costgov.pipeline.records import Records
from pydantic import BaseModel

from cli.budget_words import budget_change, budget_words
from cli.config_kept import Kept, line_by_line, plain
from cli.config_words import (
    access_change,
    access_words,
    advice_words,
    alerts_change,
    alerts_words,
    checks_words,
    host_words,
    rule_words,
    rules_written,
)

if TYPE_CHECKING:
    from costgov.gateways.ports import DocumentStore


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
    return "\n".join([_view_words(after), *line_by_line(before.view, after.view)])


def _scenario_change(before: Scenario, after: Scenario) -> str:
    return "\n".join([_scenario_words(after), *line_by_line(before, after)])


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
    return "\n".join([_planned_words(after), *line_by_line(before, after)])


def _views_written(views: Sequence[AllocationView]) -> object:
    return {"views": {kept.name: plain(kept.view) for kept in views}} if views else {}


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
    return plain(policies[0]) if policies else {}


def _bound(grant: CreditGrant) -> list[tuple[str, str | None]]:
    return [("account", grant.account), ("service", grant.service)]


def _policy[T: BaseModel](
    field: str,
    table: Callable[["DocumentStore"], Records[T]],
    default: T,
    words: Callable[[T], str],
    change: Callable[[T, T], str] | None = None,
    *,
    key: str = alerting_records.ONLY,
) -> Kept[T]:
    """What there is one of: it is kept where it is not as by default."""

    def listed(governance: Governance) -> list[T]:
        value: T = getattr(governance, field)
        return [] if value == default else [value]

    return Kept(
        field=field,
        records=table,
        listed=listed,
        key=lambda _: key,
        words=words,
        change=change,
        written=_only_written,
    )


KEPT: Final[tuple[Kept[Any], ...]] = (
    Kept(
        field="budgets",
        records=records.budgets,
        listed=lambda governance: governance.budgets,
        key=lambda plan: plan.id,
        words=budget_words,
        change=budget_change,
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
    _policy(
        "capacity", use_records.use_policies, UsePolicy(), _policy_words, key=use_records.POLICY
    ),
    _policy("checks", backlog_records.check_policies, CheckPolicy(), checks_words),
    _policy("recommendations", backlog_records.advice_policies, AdvicePolicy(), advice_words),
    Kept(
        field="rules",
        records=alert_rules,
        listed=lambda governance: [StoredRule(root=rule) for rule in governance.rules],
        key=lambda stored: stored.root.name,
        words=rule_words,
        written=rules_written,
    ),
    _policy("alerts", alerting_records.alert_policies, AlertPolicy(), alerts_words, alerts_change),
    _policy("access", alerting_records.accesses, Access(), access_words, access_change),
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
