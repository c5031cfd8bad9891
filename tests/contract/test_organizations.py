"""The Organizations gateway: every page, the right field, the typed refusal."""

from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from costgov.domain.accounts import ListedAccount
from costgov.errors import NoOrganization, SourceDenied, SourceError
from costgov.gateways.aws_organizations import AwsOrganization


@pytest.mark.fault_case(42)
def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    client = boto3.client("organizations")
    pages: list[dict[str, Any]] = [
        {
            "Accounts": [{"Id": "111122223333", "Name": "payer", "State": "ACTIVE"}],
            "NextToken": "2",
        },
        {"Accounts": [], "NextToken": "3"},
        {"Accounts": [{"Id": "444455556666", "Name": "web", "State": "ACTIVE"}]},
    ]
    with Stubber(client) as stubber:
        for page in pages:
            stubber.add_response("list_accounts", page)

        accounts = AwsOrganization(client).accounts()

    assert [(account.id, account.name) for account in accounts] == [
        ("111122223333", "payer"),
        ("444455556666", "web"),
    ]


def test_state_is_read_and_the_retired_status_is_not() -> None:
    client = boto3.client("organizations")
    accounts = [
        {"Id": "111122223333", "Name": "a", "State": "SUSPENDED", "Status": "ACTIVE"},
        {
            "Id": "222233334444",
            "Name": "b",
            "Status": "ACTIVE",
            "JoinedTimestamp": datetime(2026, 10, 19, 23, tzinfo=UTC),
        },
    ]
    with Stubber(client) as stubber:
        stubber.add_response("list_accounts", {"Accounts": accounts})

        assert AwsOrganization(client).accounts() == [
            ListedAccount("111122223333", "a", "SUSPENDED", None),
            ListedAccount("222233334444", "b", None, date(2026, 10, 19)),
        ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AWSOrganizationsNotInUseException", NoOrganization),
        ("AccessDeniedException", SourceDenied),
    ],
)
def test_an_account_that_may_not_list_is_told_from_one_without_organisation(
    code: str, kind: type[SourceError]
) -> None:
    client = boto3.client("organizations")
    with Stubber(client) as stubber:
        stubber.add_client_error("list_accounts", code)

        with pytest.raises(kind):
            AwsOrganization(client).accounts()
