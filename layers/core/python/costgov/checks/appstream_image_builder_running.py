"""An image builder is needed while an image is made."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="appstream_image_builder_running",
    title="AppStream image builder is left running",
    why="An image builder is charged by the hour while it runs, in use or not.",
    kinds=("AWS::AppStream::ImageBuilder",),
    action=Action.SCHEDULE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("appstream:DescribeImageBuilders",),
    docs="https://docs.aws.amazon.com/appstream2/latest/developerguide/"
    "managing-image-builders-actions.html",
    thresholds=thresholds(days=("7", "days", "younger ones may be at work")),
)


def evaluate(builder: Resource, look: Look) -> Verdict:
    """AppStream says when it was made, not when it was started."""
    if builder.state != "RUNNING":
        return PASSED
    days = look.age_days(builder)
    if days < look.setting("days"):
        return PASSED
    return Failed(
        why=f"It runs on {builder.instance_type}, and was made {days} days ago.",
        unpriced="which product of the price list its hours are cannot be told",
    )
