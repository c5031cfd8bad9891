"""Rules of a backup plan."""

from collections.abc import Callable, Mapping
from typing import Any

from costgov.checks.contract import Look
from costgov.domain.resources import Resource
from costgov.errors import NotKnown


def rules_where(
    plan: Resource, look: Look, applies: Callable[[Mapping[str, Any]], bool]
) -> list[str]:
    """Names of the plan's rules whose lifecycle does something; raises NotKnown."""
    found = look.attribute(plan, "Rules")
    if not isinstance(found, list):
        raise NotKnown("Rules is no list")
    rules = [one for one in found if isinstance(one, dict)]
    return [str(one["RuleName"]) for one in rules if applies(_lifecycle(one))]


def _lifecycle(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    return rule.get("Lifecycle") or {}
