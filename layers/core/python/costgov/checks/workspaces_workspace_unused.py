"""A desktop that nobody has opened for a month."""

from typing import Final

from costgov.checks._workspaces import UNPRICED, month
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="workspaces_workspace_unused",
    title="WorkSpace is not used",
    why="A WorkSpace is charged by the month, whether or not its user connects.",
    kinds=("AWS::WorkSpaces::Workspace",),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # What is on its volumes is lost.
    reversible=False,
    iam=("workspaces:DescribeWorkspaces", "workspaces:DescribeWorkspacesConnectionStatus"),
    docs="https://docs.aws.amazon.com/workspaces/latest/adminguide/delete-workspaces.html",
    thresholds=thresholds(days=("30", "days", "without a connection that are too many")),
)


def evaluate(workspace: Resource, look: Look) -> Verdict:
    """UNKNOWN where nobody ever connected: WorkSpaces does not say when it was made."""
    last = look.attribute(workspace, "LastKnownUserConnectionTimestamp")
    days = look.days_since(last)
    if days < look.setting("days"):
        return PASSED
    mode = str(look.attribute(workspace, "RunningMode"))
    fee = month(workspace, look, mode)
    why = f"Its user last connected {days} days ago; it runs as {mode}."
    return Failed(why=why, unpriced=UNPRICED) if fee is None else Failed(why=why, now=(fee,))
