"""workspaces_workspace_unused: a month without a connection."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "workspaces_workspace_unused"


def workspace(last: str, mode: str = "ALWAYS_ON", root: int = 80) -> Resource:
    return resource(
        "AWS::WorkSpaces::Workspace",
        "ws-1",
        size="STANDARD",
        RunningMode=mode,
        RootVolumeSizeGib=root,
        UserVolumeSizeGib=50,
        LastKnownUserConnectionTimestamp=last,
    )


def test_none_without_workspaces() -> None:
    assert verdicts(CHECK, [resource("AWS::AppStream::Fleet")]) == {}


def test_pass_used_within_the_month() -> None:
    assert verdicts(CHECK, [workspace("2026-09-20T00:00:01+00:00")]) == {"ws-1": PASSED}


def test_fail_with_the_fee_of_its_mode() -> None:
    for mode, usage in (("ALWAYS_ON", "AW-HW-2"), ("AUTO_STOP", "AW-HW-2-AutoStop-User")):
        finding = failed(verdicts(CHECK, [workspace("2026-09-20T00:00:00+00:00", mode)])["ws-1"])
        assert finding.now == (Line(f"workspaces/{usage}", Decimal(1)),)
        assert "30 days ago" in finding.why


def test_fail_without_a_price_of_a_bundle_that_is_not_known() -> None:
    for odd in (
        workspace("2026-01-01T00:00:00+00:00", root=175),
        workspace("2026-01-01T00:00:00+00:00", mode="MANUAL"),
    ):
        assert "cannot be told" in failed(verdicts(CHECK, [odd])["ws-1"]).unpriced


def test_unknown_never_connected() -> None:
    never = resource("AWS::WorkSpaces::Workspace", "ws-1", RunningMode="ALWAYS_ON")
    assert "was not told" in unknown(verdicts(CHECK, [never])["ws-1"])
