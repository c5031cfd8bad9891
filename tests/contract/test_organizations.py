"""The Organizations gateway: every page, the right field, only accounts that can be looked at."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from costgov.errors import SourceDenied
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

        accounts = AwsOrganization(client).active_accounts()

    assert accounts == [("111122223333", "payer"), ("444455556666", "web")]


def test_state_decides_and_the_retired_status_does_not() -> None:
    client = boto3.client("organizations")
    accounts = [
        {"Id": "111122223333", "Name": "a", "State": "SUSPENDED", "Status": "ACTIVE"},
        {"Id": "222233334444", "Name": "b", "State": "PENDING_CLOSURE"},
        {"Id": "333344445555", "State": "ACTIVE"},
    ]
    with Stubber(client) as stubber:
        stubber.add_response("list_accounts", {"Accounts": accounts})

        assert AwsOrganization(client).active_accounts() == [("333344445555", "333344445555")]


def test_an_account_outside_an_organisation_is_told() -> None:
    client = boto3.client("organizations")
    with Stubber(client) as stubber:
        stubber.add_client_error("list_accounts", "AWSOrganizationsNotInUseException")

        with pytest.raises(SourceDenied):
            AwsOrganization(client).active_accounts()
