"""workspaces_workspace_unused: a month without a connection."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "workspaces_workspace_unused"


def workspace(last: str, mode: str = "ALWAYS_ON", size: str = "STANDARD") -> Resource:
    return resource(
        "AWS::WorkSpaces::Workspace",
        "ws-1",
        size=size,
        RunningMode=mode,
        LastKnownUserConnectionTimestamp=last,
    )


def test_none_without_workspaces() -> None:
    assert verdicts(CHECK, [resource("AWS::AppStream::Fleet")]) == {}


def test_pass_used_within_the_month() -> None:
    assert verdicts(CHECK, [workspace("2026-09-20T00:00:01+00:00")]) == {"ws-1": PASSED}


def test_fail_with_the_fee_of_its_mode() -> None:
    for mode, named in (("ALWAYS_ON", "AlwaysOn"), ("AUTO_STOP", "AutoStop")):
        finding = failed(verdicts(CHECK, [workspace("2026-09-20T00:00:00+00:00", mode)])["ws-1"])
        assert finding.now == (Line(f"workspaces.month/{named}/Standard", Decimal(1)),)
        assert "30 days ago" in finding.why


def test_unknown_never_connected_or_of_a_bundle_without_a_price() -> None:
    never = resource("AWS::WorkSpaces::Workspace", "ws-1", RunningMode="ALWAYS_ON")
    assert "was not told" in unknown(verdicts(CHECK, [never])["ws-1"])
    odd = workspace("2026-01-01T00:00:00+00:00", size="GENERALPURPOSE_4XLARGE")
    assert "GENERALPURPOSE_4XLARGE" in unknown(verdicts(CHECK, [odd])["ws-1"])
    manual = workspace("2026-01-01T00:00:00+00:00", mode="MANUAL")
    assert "MANUAL" in unknown(verdicts(CHECK, [manual])["ws-1"])
