"""A user pool without a user."""

from typing import Final

from costgov.checks._structures import structure
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="cognito_user_pool_empty",
    title="Cognito user pool has no users",
    why="An empty pool costs nothing and is a door that nobody watches.",
    kinds=("AWS::Cognito::UserPool",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=("cognito-idp:ListUserPools", "cognito-idp:DescribeUserPool"),
    docs="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html",
    thresholds=thresholds(days=("30", "days", "younger pools may be about to be used")),
)


def evaluate(pool: Resource, look: Look) -> Verdict:
    """A young pool may be about to get its first users.

    UNKNOWN where it has a domain, from which programs get tokens: they are no users.
    """
    told = structure(pool, look, "UserPool")
    if told.get("EstimatedNumberOfUsers", 0):
        return PASSED
    if domain := told.get("CustomDomain") or told.get("Domain"):
        raise NotKnown(f"programs, which are no users, may get tokens from {domain}")
    age = look.age_days(pool)
    if age < look.setting("days"):
        return PASSED
    return Failed(f"It is {age} days old and has no user.", unpriced="an empty pool costs nothing")
