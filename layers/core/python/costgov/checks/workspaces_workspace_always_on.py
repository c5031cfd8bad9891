"""A desktop that is used a few hours a month costs less by the hour."""

from typing import Final

from costgov.checks._workspaces import ALWAYS_ON, AUTO_STOP, UNPRICED, hours, month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="workspaces_workspace_always_on",
    title="WorkSpace runs all month and is used for hours",
    why="AutoStop is charged by the hour; up to about 80 hours a month it costs less.",
    kinds=("AWS::WorkSpaces::Workspace",),
    action=Action.CONFIGURE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("workspaces:DescribeWorkspaces", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html",
    metrics=("UserConnected",),
    window_days=28,
    thresholds=thresholds(
        hours=("80", "hours", "a month from which the monthly fee is the cheaper one"),
        sessions=("22", "sessions", "a month, after each of which it runs for an hour more"),
    ),
)


def evaluate(workspace: Resource, look: Look) -> Verdict:
    """The hours that count are those its user is connected, and one after each session."""
    if look.attribute(workspace, "RunningMode") != ALWAYS_ON:
        return PASSED
    connected = look.digest(workspace, "UserConnected").avg
    if connected is None:
        raise NotKnown("UserConnected has no average")
    used = connected * HOURS_A_MONTH
    billed = used + (look.setting("sessions") if used else 0)
    if billed >= look.setting("hours"):
        return PASSED
    why = f"Its user is connected {used:.0f} of {HOURS_A_MONTH} hours a month."
    fee, base = (month(workspace, look, mode) for mode in (ALWAYS_ON, AUTO_STOP))
    running = hours(workspace, look, billed)
    if fee is None or base is None or running is None:
        return Failed(why=why, unpriced=UNPRICED)
    return Failed(why=why, now=(fee,), then=(base, running))
