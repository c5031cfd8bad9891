"""dms_instance_idle: a migration that is done, on an instance that is not gone."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "dms_instance_idle"


def instance(*tasks: dict[str, Any], age_days: int | None = 90, zones: bool = False) -> Resource:
    return resource(
        "AWS::DMS::ReplicationInstance",
        "migrate",
        size="dms.t3.medium",
        age_days=age_days,
        MultiAZ=zones,
        Tasks=[*tasks],
    )


def stopped(day: str) -> dict[str, Any]:
    return {"Status": "stopped", "StopDate": f"{day}T00:00:00+00:00"}


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_running_or_lately_or_young() -> None:
    found = [
        instance(stopped("2026-08-01"), {"Status": "running"}),
        instance(stopped("2026-10-14")),
        instance(age_days=6),
    ]
    assert [verdicts(CHECK, [one])["migrate"] for one in found] == [PASSED] * 3


def test_fail_a_week_after_the_last() -> None:
    finding = failed(verdicts(CHECK, [instance(stopped("2026-10-13"))])["migrate"])
    assert finding.now == (Line("dms.instance/t3.medium/Single", Decimal(730)),)


def test_fail_without_tasks_in_two_zones() -> None:
    finding = failed(verdicts(CHECK, [instance(zones=True)])["migrate"])
    assert finding.now == (Line("dms.instance/t3.medium/Multiple", Decimal(730)),)


def test_unknown_when_it_stopped() -> None:
    assert "instant" in unknown(verdicts(CHECK, [instance({"Status": "stopped"})])["migrate"])
