"""Cognito user pools with the number of their users."""

from costgov.collectors.inventory.cognito import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

POOLS: Answers = {
    "cognito-idp:ListUserPools": {"UserPools": [{"Id": "us-east-1_a", "Name": "shop"}]}
}


def test_pools_with_their_users() -> None:
    users = {"UserPool": {"EstimatedNumberOfUsers": 7}}
    [found] = listed(SOURCE, {**POOLS, "cognito-idp:DescribeUserPool": users})
    assert found.name == "shop"
    assert found.attributes == {"EstimatedNumberOfUsers": 7}


def test_a_refusal_is_not_an_empty_pool() -> None:
    refused = {**POOLS, "cognito-idp:DescribeUserPool": SourceDenied("no")}
    [found] = listed(SOURCE, refused)
    assert found.attributes == {"EstimatedNumberOfUsersDenied": "no"}
