"""The organisation's accounts, from AWS Organizations of the management or a delegated account."""

from typing import Final

from costgov.collectors.spec import CollectorSpec, IamStatement

SPEC: Final = CollectorSpec(
    name="organization",
    dataset="accounts",
    iam_actions=(
        IamStatement(
            actions=("organizations:ListAccounts",),
            resources=("*",),
            reason="Accounts are listed only with discovery on; the action knows no resource.",
        ),
    ),
)
