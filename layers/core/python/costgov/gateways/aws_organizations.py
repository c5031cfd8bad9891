"""AWS Organizations of the payer account."""

from typing import TYPE_CHECKING

from costgov.gateways.aws_source_errors import source_errors

if TYPE_CHECKING:
    from mypy_boto3_organizations import OrganizationsClient


class AwsOrganization:
    """Organization on a client."""

    def __init__(self, client: "OrganizationsClient") -> None:
        self._client = client

    def active_accounts(self) -> list[tuple[str, str]]:
        """See Organization.active_accounts; an account that is suspended or closing is left out.

        A page may be empty and still carry a token. `State` is the field to read: `Status` was
        retired in September 2026.
        """
        pages = self._client.get_paginator("list_accounts").paginate()
        with source_errors("list the organisation's accounts"):
            accounts = [account for page in pages for account in page["Accounts"]]
        return [
            (account["Id"], account.get("Name", account["Id"]))
            for account in accounts
            if account.get("State") == "ACTIVE"
        ]
