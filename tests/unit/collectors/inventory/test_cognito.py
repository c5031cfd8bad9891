"""Cognito user pools with the number of their users."""

from costgov.collectors.inventory.cognito import SOURCE
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

POOLS: Answers = {
    "cognito-idp:ListUserPools": {"UserPools": [{"Id": "us-east-1_a", "Name": "shop"}]}
}


def test_pools_with_their_users_and_tags() -> None:
    told = {"EstimatedNumberOfUsers": 7, "UserPoolTags": {"Team": "shop"}, "Domain": "shop"}
    [found] = listed(SOURCE, {**POOLS, "cognito-idp:DescribeUserPool": {"UserPool": told}})
    assert found.tags == {"Team": "shop"}
    assert found.attributes["UserPool"] == {
        "EstimatedNumberOfUsers": 7,
        "Domain": "shop",
        "UserPoolTags": {"Team": "shop"},
    }


def test_a_refusal_is_not_an_empty_pool() -> None:
    refused = {**POOLS, "cognito-idp:DescribeUserPool": SourceDenied("no")}
    [found] = listed(SOURCE, refused)
    assert found.attributes == {"UserPoolDenied": "no"}
