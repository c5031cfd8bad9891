"""workspaces_workspace_always_on: fewer hours than make the monthly fee worth it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "workspaces_workspace_always_on"


def workspace(
    connected: str = "0.05", mode: str = "ALWAYS_ON", days: int = 28, user: int = 50
) -> Resource:
    return resource(
        "AWS::WorkSpaces::Workspace",
        "ws-1",
        size="STANDARD",
        RunningMode=mode,
        RootVolumeSizeGib=80,
        UserVolumeSizeGib=user,
        digests=[gauge("UserConnected", connected, days=days, unit="Count")],
    )


def test_none_without_workspaces() -> None:
    assert verdicts(CHECK, [resource("AWS::AppStream::Fleet")]) == {}


def test_pass_auto_stop_or_used_enough() -> None:
    # 58.4 hours and 22 of waiting are more than 80.
    for fine in (workspace(mode="AUTO_STOP"), workspace("0.08")):
        assert verdicts(CHECK, [fine]) == {"ws-1": PASSED}


def test_fail_with_its_hours() -> None:
    finding = failed(verdicts(CHECK, [workspace()])["ws-1"])
    assert finding.now == (Line("workspaces/AW-HW-2", Decimal(1)),)
    assert finding.then == (
        Line("workspaces/AW-HW-2-AutoStop-User", Decimal(1)),
        Line("workspaces/AW-HW-2-AutoStop-Usage", Decimal("58.50")),
    )


def test_fail_without_hours_where_nobody_connects() -> None:
    finding = failed(verdicts(CHECK, [workspace("0")])["ws-1"])
    assert finding.then[1].quantity == 0


def test_fail_without_a_price_of_other_volumes() -> None:
    assert "cannot be told" in failed(verdicts(CHECK, [workspace(user=100)])["ws-1"]).unpriced


def test_unknown_when_measured_for_too_short() -> None:
    assert "14 of 28 days" in unknown(verdicts(CHECK, [workspace(days=14)])["ws-1"])
