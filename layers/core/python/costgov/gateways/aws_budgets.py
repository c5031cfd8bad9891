"""AWS Budgets of the account the product runs in."""

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from costgov.errors import InvalidInput
from costgov.gateways.aws_errors import error_code
from costgov.gateways.aws_source_errors import source_errors
from costgov.gateways.budget_ports import OURS

_GONE: Final = "NotFoundException"


class AwsBudgets:
    """BudgetService over a client; what is not ours by name is refused before AWS is asked."""

    def __init__(self, client: Any, account_id: str) -> None:  # noqa: ANN401 - there are no stubs
        self._client = client
        self._account = account_id

    def described(self) -> list[Mapping[str, Any]]:
        """See BudgetService.described."""
        found: list[Mapping[str, Any]] = []
        with source_errors("describe AWS budgets"):
            pages = self._client.get_paginator("describe_budgets").paginate(
                AccountId=self._account, ShowFilterExpression=True
            )
            for page in pages:
                # An account without any has no such member.
                found += page.get("Budgets", ())
        return found

    def create(self, budget: Mapping[str, Any]) -> None:
        """See BudgetService.create."""
        name = _ours(str(budget["BudgetName"]))
        with source_errors(f"create AWS budget {name}"):
            self._client.create_budget(AccountId=self._account, Budget=dict(budget))

    def update(self, budget: Mapping[str, Any]) -> None:
        """See BudgetService.update."""
        name = _ours(str(budget["BudgetName"]))
        with source_errors(f"update AWS budget {name}"):
            self._client.update_budget(AccountId=self._account, NewBudget=dict(budget))

    def delete(self, name: str) -> None:
        """See BudgetService.delete."""
        with source_errors(f"delete AWS budget {_ours(name)}"):
            try:
                self._client.delete_budget(AccountId=self._account, BudgetName=name)
            except ClientError as error:
                if error_code(error) != _GONE:
                    raise


def _ours(name: str) -> str:
    if not name.startswith(OURS):
        raise InvalidInput(f"AWS budget {name!r} is not one that Cost Governor made")
    return name
