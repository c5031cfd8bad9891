"""ec2_capacity_unused: reserved, and free even at the busiest moment."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "ec2_capacity_unused"


def reservation(
    *digests: MetricDigest, age_days: int = 30, state: str = "active", **changes: Any
) -> Resource:
    told: dict[str, Any] = {"TotalInstanceCount": 4, "InstancePlatform": "Linux/UNIX"}
    return resource(
        "AWS::EC2::CapacityReservation",
        "cr-1",
        age_days=age_days,
        state=state,
        size="m5.large",
        digests=digests,
        **(told | changes),
    )


def used(most: str) -> MetricDigest:
    return gauge("UsedInstanceCount", "0.5", peak=most, unit="Count")


def test_none_without_reservations() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_prepaid_or_not_active() -> None:
    for one in (
        reservation(used("4")),
        reservation(ReservationType="capacity-block"),
        reservation(state="pending"),
    ):
        assert verdicts(CHECK, [one]) == {"cr-1": PASSED}


def test_fail_what_was_always_free() -> None:
    finding = failed(verdicts(CHECK, [reservation(used("1"))])["cr-1"])
    assert finding.now == (Line("ec2.reservation/m5.large/Linux", Decimal(3 * 730)),)
    assert "Of 4 reserved m5.large at most 1 were used" in finding.why


def test_unknown_young_or_unmeasured() -> None:
    young = reservation(used("1"), age_days=13)
    assert "13 of 14 days" in unknown(verdicts(CHECK, [young])["cr-1"])
    assert "UsedInstanceCount" in unknown(verdicts(CHECK, [reservation()])["cr-1"])
