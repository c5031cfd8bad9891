"""A secret nobody reads."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="secretsmanager_secret_unused",
    title="Secret has not been read for long",
    why="Each secret is charged by the month, read or not.",
    kinds=("AWS::SecretsManager::Secret",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("secretsmanager:ListSecrets",),
    docs="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
    thresholds=thresholds(days=("90", "days", "a secret read since may be needed")),
)


def evaluate(secret: Resource, look: Look) -> Verdict:
    """Secrets that a service keeps for itself are its own business.

    PASSED for copies in other regions, which are tsecret.region for when their own region fails.
    """
    if (
        secret.managed_by is not None
        or secret.attributes.get("PrimaryRegion", secret.region) != secret.region
    ):
        return PASSED
    age = look.age_days(secret)
    last = secret.attributes.get("LastAccessedDate")
    days = age if last is None else look.days_since(last)
    if days < look.setting("days"):
        return PASSED
    when = f"never read in its {age} days" if last is None else f"last read {days} days ago"
    return Failed(f"It was {when}.", now=(Line("secretsmanager.secret", Decimal(1)),))
