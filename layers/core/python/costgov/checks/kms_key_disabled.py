"""A key that is switched off and still charged."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="kms_key_disabled",
    title="KMS key is disabled and still charged",
    why="A disabled key is charged like any other until its deletion is scheduled.",
    kinds=("AWS::KMS::Key",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.HIGH,
    reversible=False,
    iam=("kms:ListKeys", "kms:DescribeKey"),
    docs="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
)


def evaluate(key: Resource, look: Look) -> Verdict:
    """A key whose deletion is scheduled is charged no more."""
    if look.attribute(key, "KeyState") != "Disabled":
        return PASSED
    return Failed(
        "It is disabled: nothing can be read or written with it.",
        now=(Line("kms.key", Decimal(1)),),
        facts={"before": "its deletion can be called off for 30 days, then no more"},
    )
