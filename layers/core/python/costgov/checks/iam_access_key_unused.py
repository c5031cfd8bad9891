"""A credential that nobody uses and anybody may find."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="iam_access_key_unused",
    title="Access key has not been used for long",
    why="A forgotten key can be found and run up a bill.",
    kinds=("AWS::IAM::AccessKey",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=("iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"),
    docs="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    thresholds=thresholds(days=("90", "days", "a key used since may be needed")),
)


def evaluate(key: Resource, look: Look) -> Verdict:
    """A key that is inactive can do no harm."""
    if look.attribute(key, "Status") != "Active":
        return PASSED
    last = look.attribute(key, "LastUsedDate")
    days = look.age_days(key) if last is None else look.days_since(last)
    if days < look.setting("days"):
        return PASSED
    when = f"never used in its {days} days" if last is None else f"last used {days} days ago"
    return Failed(
        f"The key of {key.attributes.get('UserName')} was {when}.",
        unpriced="a risk, not a charge",
    )
