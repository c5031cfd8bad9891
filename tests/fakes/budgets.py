"""AWS Budgets in a dict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from costgov.errors import SourceDenied, SourceError


@dataclass
class InMemoryBudgetService:
    """BudgetService; `refuses` names budgets it does not take, `denied` shows none at all."""

    budgets: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    refuses: frozenset[str] = frozenset()
    denied: bool = False

    def described(self) -> list[Mapping[str, Any]]:
        if self.denied:
            raise SourceDenied("describe AWS budgets: AccessDeniedException: no")
        return list(self.budgets.values())

    def create(self, budget: Mapping[str, Any]) -> None:
        self._put(budget)

    def update(self, budget: Mapping[str, Any]) -> None:
        self._put(budget)

    def delete(self, name: str) -> None:
        self.budgets.pop(name, None)

    def _put(self, budget: Mapping[str, Any]) -> None:
        name = str(budget["BudgetName"])
        if name in self.refuses:
            raise SourceError(f"{name}: InvalidParameterException: the name is not allowed")
        self.budgets[name] = budget
