"""What mirroring and taking over AWS Budgets need from outside."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

OURS: Final = "costgov-"
"""Names of the budgets that we made begin so; no others are ever changed or deleted."""


class BudgetService(Protocol):
    """AWS Budgets of one account."""

    def described(self) -> list[Mapping[str, Any]]:
        """Every budget of the account as AWS describes it; raises SourceError."""
        ...

    def create(self, budget: Mapping[str, Any]) -> None:
        """Make one of ours.

        Raises:
            SourceError: AWS did not take it.
            InvalidInput: its name is not one of ours.
        """
        ...

    def update(self, budget: Mapping[str, Any]) -> None:
        """Change one of ours; raises as `create` does."""
        ...

    def delete(self, name: str) -> None:
        """Remove one of ours, if it is there; raises as `create` does."""
        ...
