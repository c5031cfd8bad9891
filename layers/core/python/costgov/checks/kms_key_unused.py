"""A key that nothing was encrypted or decrypted with for months."""

from decimal import Decimal
from typing import Final

from costgov.checks._structures import structure
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kms_key_unused",
    title="KMS key has not been used for long",
    why="Each customer managed key is charged by the month, used or not.",
    kinds=("AWS::KMS::Key",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.HIGH,
    reversible=False,
    iam=("kms:ListKeys", "kms:DescribeKey", "kms:GetKeyLastUsage"),
    docs="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    thresholds=thresholds(days=("90", "days", "a key used since may be needed")),
)


def evaluate(key: Resource, look: Look) -> Verdict:
    """What was once encrypted with it can never be read again after its deletion."""
    if look.attribute(key, "KeyState") != "Enabled":
        return PASSED
    usage = structure(key, look, "LastUsage")
    last = usage.get("Timestamp")
    days = look.days_since(last or usage.get("TrackingStartDate"))
    days = min(days, look.age_days(key))
    if days < look.setting("days"):
        return PASSED
    when = f"last used {days} days ago" if last else f"not used in the {days} days that are known"
    return Failed(f"It was {when}.", now=(Line("kms.key", Decimal(1)),))
