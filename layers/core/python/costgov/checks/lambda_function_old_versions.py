"""Old versions fill the code storage that all functions of a region share."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="lambda_function_old_versions",
    title="Old versions fill the region's Lambda code storage",
    why="Code storage is limited per region; when it is full nothing can be deployed any more.",
    kinds=("AWS::Lambda::Function",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=False,
    iam=("lambda:ListFunctions", "lambda:GetAccountSettings"),
    docs="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
    thresholds=thresholds(
        used=("0.75", "share", "of the region's code storage that is too much"),
        versions=("10", "versions", "of a function that may be kept"),
    ),
)
_MB: Final = 1_000_000


def evaluate(function: Resource, look: Look) -> Verdict:
    """UNKNOWN where the region's code storage was not told."""
    versions = look.number(function, "PublishedVersions")
    if versions <= look.setting("versions"):
        return PASSED
    used = look.number(function, "RegionCodeSize") / look.number(function, "RegionCodeLimit")
    if used <= look.setting("used"):
        return PASSED
    size = look.number(function, "PublishedCodeSize") / _MB
    return Failed(
        why=f"{versions} published versions hold {size:,.0f} MB; the region's code storage is "
        f"{used:.0%} full.",
        unpriced="code storage is limited, not charged",
    )
