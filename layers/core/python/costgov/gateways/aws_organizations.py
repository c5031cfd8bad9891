"""AWS Organizations of the payer account."""

from typing import TYPE_CHECKING

from costgov.domain.accounts import ListedAccount
from costgov.gateways.aws_source_errors import source_errors

if TYPE_CHECKING:
    from mypy_boto3_organizations import OrganizationsClient
    from mypy_boto3_organizations.type_defs import AccountTypeDef


class AwsOrganization:
    """Organization on a client."""

    def __init__(self, client: "OrganizationsClient") -> None:
        self._client = client

    def accounts(self) -> list[ListedAccount]:
        """See Organization.accounts.

        A page may be empty and still carry a token, so the pages end with the token.
        """
        pages = self._client.get_paginator("list_accounts").paginate()
        with source_errors("list the organisation's accounts"):
            return [_listed(account) for page in pages for account in page["Accounts"]]


def _listed(account: "AccountTypeDef") -> ListedAccount:
    """`State` is the field to read: `Status` was retired in September 2026."""
    joined = account.get("JoinedTimestamp")
    return ListedAccount(
        id=account["Id"],
        name=account.get("Name", account["Id"]),
        state=account.get("State"),
        joined=joined.date() if joined else None,
    )
