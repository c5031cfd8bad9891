"""Keeps the run-time half of costgov.yaml and its deployed copy in step, showing the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from costgov.configuration import Configuration
from costgov.domain.budgets import BudgetPlan
from costgov.pipeline import records

if TYPE_CHECKING:
    from costgov.gateways.ports import DocumentStore


@dataclass(frozen=True, slots=True)
class Difference:
    """What a push would do to the deployed budgets."""

    added: tuple[BudgetPlan, ...]
    changed: tuple[tuple[BudgetPlan, BudgetPlan], ...]
    removed: tuple[BudgetPlan, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def lines(self) -> list[str]:
        """One line per budget, `+`, `~` or `-` first."""
        return [
            *(f"+ {_words(plan)}" for plan in self.added),
            *(f"~ {_words(before)} → {_words(after)}" for before, after in self.changed),
            *(f"- {_words(plan)}" for plan in self.removed),
        ]


def difference(control: "DocumentStore", configuration: Configuration) -> Difference:
    """How the file differs from what is deployed."""
    deployed = {plan.id: plan for plan in records.budgets(control).all()}
    wanted = {plan.id: plan for plan in configuration.governance.budgets}
    return Difference(
        added=_only_in(wanted, deployed),
        changed=tuple(
            (deployed[name], plan)
            for name, plan in wanted.items()
            if name in deployed and deployed[name] != plan
        ),
        removed=_only_in(deployed, wanted),
    )


def push(control: "DocumentStore", configuration: Configuration) -> Difference:
    """Make the deployed budgets those of the file; returns what changed."""
    changes = difference(control, configuration)
    plans = configuration.governance.budgets
    records.budgets(control).make_equal((plan.id, plan) for plan in plans)
    return changes


def pulled(control: "DocumentStore", text: str) -> str:
    """The file's text with `governance` as it is deployed; the deployment half is kept as written.

    Comments above the `governance` key stay, those inside it go with what they described.
    """
    plans = [
        plan.model_dump(mode="json", exclude_defaults=True)
        for plan in records.budgets(control).all()
    ]
    section = yaml.safe_dump(
        {"governance": {"budgets": plans}}, sort_keys=False, allow_unicode=True
    )
    before, after = _around_governance(text)
    return before + section + after


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


def _only_in(
    one: Mapping[str, BudgetPlan], other: Mapping[str, BudgetPlan]
) -> tuple[BudgetPlan, ...]:
    return tuple(plan for name, plan in one.items() if name not in other)


def _words(plan: BudgetPlan) -> str:
    of = plan.dimension if plan.value is None else f"{plan.dimension} {plan.value!r}"
    return f"{plan.id}: {plan.amount} {plan.currency} {plan.period} for {of}"
