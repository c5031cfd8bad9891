"""appstream_fleet_idle: always on, and never in use."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "appstream_fleet_idle"


def fleet(in_use: str = "0", *, state: str = "RUNNING", **changes: Any) -> Resource:
    told: dict[str, Any] = {
        "FleetType": "ALWAYS_ON",
        "ComputeCapacityStatus": {"Desired": 3},
    }
    return resource(
        "AWS::AppStream::Fleet",
        "desks",
        state=state,
        size="stream.standard.medium",
        digests=[gauge("InUseCapacity", "0", peak=in_use, unit="Count")],
        **(told | changes),
    )


def test_none_without_fleets() -> None:
    assert verdicts(CHECK, [resource("AWS::AppStream::ImageBuilder")]) == {}


def test_pass_used_stopped_on_demand_or_empty() -> None:
    for fine in (
        fleet("1"),
        fleet(state="STOPPED"),
        fleet(FleetType="ON_DEMAND"),
        fleet(ComputeCapacityStatus={"Desired": 0}),
    ):
        assert verdicts(CHECK, [fine]) == {"desks": PASSED}


def test_fail_with_every_instance() -> None:
    finding = failed(verdicts(CHECK, [fleet()])["desks"])
    assert "3 instances (stream.standard.medium) in 14 days" in finding.why
    assert finding.unpriced


def test_unknown_without_its_capacity() -> None:
    assert "not told" in unknown(verdicts(CHECK, [fleet(ComputeCapacityStatus={})])["desks"])
