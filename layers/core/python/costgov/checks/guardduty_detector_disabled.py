"""A detector that watches nothing."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="guardduty_detector_disabled",
    title="GuardDuty is suspended",
    why="A stolen credential that mines coins is found by its bill, weeks later.",
    kinds=("AWS::GuardDuty::Detector",),
    action=Action.REVIEW,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("guardduty:ListDetectors", "guardduty:GetDetector"),
    docs="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html",
)


def evaluate(detector: Resource, look: Look) -> Verdict:
    """A region without a detector is not seen: only what is there is judged."""
    if look.attribute(detector, "Status") == "ENABLED":
        return PASSED
    return Failed(
        "The detector is there and suspended.",
        unpriced="watching costs money; what it prevents cannot be foretold",
    )
