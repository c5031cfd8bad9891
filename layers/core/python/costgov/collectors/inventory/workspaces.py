"""WorkSpaces with how they run and when somebody was last connected."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

WORKSPACE: Final = "AWS::WorkSpaces::Workspace"
_LIST: Final = "workspaces:DescribeWorkspaces"
_CONNECTIONS: Final = "workspaces:DescribeWorkspacesConnectionStatus"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "workspaces:workspace")
    connections = {
        one["WorkspaceId"]: kept(one, "ConnectionState", "LastKnownUserConnectionTimestamp")
        for one in reader.each(_CONNECTIONS, "WorkspacesConnectionStatus")
    }
    for workspace in reader.each(_LIST, "Workspaces"):
        name = workspace["WorkspaceId"]
        arn = place.arn("workspaces", f"workspace/{name}")
        properties = workspace.get("WorkspaceProperties", {})
        yield place.resource(
            WORKSPACE,
            name,
            arn,
            state=workspace["State"],
            size=properties.get("ComputeTypeName"),
            tags=tags.get(arn),
            attributes=kept(
                properties,
                *("RunningMode", "RootVolumeSizeGib", "UserVolumeSizeGib", "OperatingSystemName"),
            )
            | connections.get(name, {}),
        )


def _dimensions(workspace: Resource) -> dict[str, str] | None:
    # Only how long those are used that run all the time decides anything.
    always_on = workspace.attributes.get("RunningMode") == "ALWAYS_ON"
    return {"WorkspaceId": workspace.id} if always_on else None


SOURCE: Final = Source(
    name="workspaces",
    kinds=(WORKSPACE,),
    calls=(_LIST, _CONNECTIONS, TAGGED),
    fetch=_fetch,
    # 1 while a user is connected, else 0: the average is the share of the time.
    metrics=(
        MetricSpec(WORKSPACE, "AWS/WorkSpaces", "UserConnected", "Count", _dimensions, days=28),
    ),
)
