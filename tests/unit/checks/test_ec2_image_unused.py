"""ec2_image_unused: nothing is started from it, and its snapshots are paid for."""

from decimal import Decimal
from typing import Any

import pytest
from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.volumes import snapshot

CHECK = "ec2_image_unused"


def image(
    *snapshots: str, age_days: int = 200, managed_by: str | None = None, **told: Any
) -> Resource:
    return resource(
        "AWS::EC2::Image",
        "ami-1",
        age_days=age_days,
        managed_by=managed_by,
        SnapshotIds=[*snapshots],
        **told,
    )


def test_none_without_images() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_young_public_kept_or_started_lately() -> None:
    for one in (
        image(age_days=89),
        image(Public=True),
        image(managed_by="backup"),
        image(LastLaunchedTime="2026-07-23T00:00:00+00:00"),
    ):
        assert verdicts(CHECK, [one]) == {"ami-1": PASSED}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("AWS::EC2::Instance", {"ImageId": "ami-1"}),
        ("AWS::EC2::LaunchTemplate", {"ImageIds": ["ami-0", "ami-1"]}),
        ("AWS::AutoScaling::AutoScalingGroup", {"ImageIds": ["ami-1"]}),
        ("AWS::AutoScaling::LaunchConfiguration", {"ImageId": "ami-1"}),
    ],
)
def test_pass_something_starts_from_it(kind: str, told: dict[str, Any]) -> None:
    assert verdicts(CHECK, [image(), resource(kind, "x-1", **told)]) == {"ami-1": PASSED}


def test_fail_with_its_snapshots() -> None:
    here = [
        image("snap-1", "snap-2", age_days=90, LastLaunchedTime="2026-07-22T00:00:00+00:00"),
        snapshot("snap-1", VolumeId="vol-1"),
        snapshot("snap-2", VolumeId="vol-2"),
    ]
    finding = failed(verdicts(CHECK, here)["ami-1"])
    assert finding.now == (
        Line("ebs.snapshot", Decimal(40)),
        Line("ebs.snapshot", Decimal(40)),
    )


def test_fail_without_a_price_where_blocks_are_shared() -> None:
    here = [image("snap-1"), snapshot("snap-1"), snapshot("snap-0")]
    finding = failed(verdicts(CHECK, here)["ami-1"])
    assert finding.now == ()
    assert "share blocks" in finding.unpriced


def test_unknown_snapshot() -> None:
    reason = unknown(verdicts(CHECK, [image("snap-1")])["ami-1"])
    assert reason == "the snapshot snap-1 is not in the inventory"
