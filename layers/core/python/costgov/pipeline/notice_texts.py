"""What is said of the product's own work: what causes mean, and what steps are called."""

from collections.abc import Mapping
from typing import Final

from costgov.domain.accounts import NEW_ACCOUNT
from costgov.domain.runs import (
    ALERT,
    ANALYSE,
    COLLECT_COSTS,
    COLLECT_RATES,
    COLLECT_RESOURCES,
    DISCOVER_ACCOUNTS,
    FINISH,
    IMPORT_BILLING,
    OPTIMISE,
    REPORT,
    SETTLE,
)
from costgov.errors import (
    AccountNotReady,
    AccountSuspended,
    PolicyDenied,
    RegionDisabled,
    RoleRefused,
)

_CAUSES: Final[Mapping[str, tuple[str, str]]] = {
    RoleRefused.reason: (
        "The read-only role cannot be assumed: there is none, or it does not trust Cost Governor.",
        "Deploy the member role there (docs/operations.md), or exclude the account.",
    ),
    NEW_ACCOUNT: (
        "The account has just joined and cannot be looked at yet.",
        "Nothing, if the StackSet deploys to new accounts by itself; else deploy the member role.",
    ),
    AccountSuspended.reason: (
        "AWS has suspended the account.",
        "See the account's mail from AWS; exclude the account if it is to stay like that.",
    ),
    AccountNotReady.reason: (
        "AWS has not yet verified the account or activated the service.",
        "Wait a day; if it stays, sign in to the account and complete what AWS asks for.",
    ),
    RegionDisabled.reason: (
        "A region that is to be looked at is not enabled in the account.",
        "Enable the region there, or take it off the account's regions.",
    ),
    PolicyDenied.reason: (
        "A policy of the organisation forbids what Cost Governor reads.",
        "Let the member role through in the service control policy, or exclude the account.",
    ),
}
_OTHER: Final = ("Access was refused.", "See what the role may do (docs/iam.md).")
_STEPS: Final = {
    DISCOVER_ACCOUNTS: "The list of accounts",
    COLLECT_COSTS: "Costs from Cost Explorer",
    IMPORT_BILLING: "Billing files",
    COLLECT_RESOURCES: "Resources",
    COLLECT_RATES: "Prices and instance types",
    ANALYSE: "The analysis",
    OPTIMISE: "Recommendations",
    SETTLE: "The scores of past forecasts",
    ALERT: "Alerts",
    REPORT: "The report",
    FINISH: "The end of the run",
}


def cause_words(cause: str) -> tuple[str, str]:
    """What keeps an account from being looked at means, and what to do about it."""
    return _CAUSES.get(cause, _OTHER)


def step_words(step: str) -> str:
    """What a step of the run does, as a noun."""
    return _STEPS.get(step, step)
