"""An image builder is needed while an image is made."""

from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

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
    if builder.instance_type is None:
        raise NotKnown("its instance type was not told")
    return Failed(
        why=f"It runs, and was made {days} days ago.",
        now=(Line(f"appstream.image_builder/{builder.instance_type}", HOURS_A_MONTH),),
    )
