"""WorkSpaces: how they run, and who was connected when."""

from datetime import UTC, datetime

from costgov.collectors.inventory.workspaces import SOURCE

from tests.fakes.listings import Answers, listed

LAST = datetime(2026, 9, 1, tzinfo=UTC)


def test_workspaces_with_their_last_connection() -> None:
    def told(name: str, mode: str) -> dict[str, object]:
        properties = {"RunningMode": mode, "ComputeTypeName": "STANDARD", "RootVolumeSizeGib": 80}
        return {"WorkspaceId": name, "State": "AVAILABLE", "WorkspaceProperties": properties}

    answers: Answers = {
        "workspaces:DescribeWorkspaces": [
            {"Workspaces": [told("ws-1", "ALWAYS_ON")]},
            {"Workspaces": [told("ws-2", "AUTO_STOP")]},
        ],
        "workspaces:DescribeWorkspacesConnectionStatus": {
            "WorkspacesConnectionStatus": [
                {"WorkspaceId": "ws-1", "LastKnownUserConnectionTimestamp": LAST}
            ]
        },
    }
    first, second = listed(SOURCE, answers)

    assert first.arn == "arn:aws:workspaces:us-east-1:222233334444:workspace/ws-1"
    assert first.instance_type == "STANDARD"
    assert first.attributes["LastKnownUserConnectionTimestamp"] == LAST.isoformat()
    assert "LastKnownUserConnectionTimestamp" not in second.attributes
    [connected] = SOURCE.metrics
    assert connected.dimensions(first) == {"WorkspaceId": "ws-1"}
    assert connected.dimensions(second) is None
