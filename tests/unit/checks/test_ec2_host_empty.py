"""ec2_host_empty: a whole machine is paid for, and nothing runs on it."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "ec2_host_empty"


def host(instances: int = 0, age_days: int = 30, **told: Any) -> Resource:
    return resource(
        "AWS::EC2::Host",
        "h-1",
        age_days=age_days,
        Instances=instances,
        InstanceFamily="m5",
        **told,
    )


def test_none_without_hosts() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_reserved_or_new() -> None:
    assert verdicts(CHECK, [host(1)]) == {"h-1": PASSED}
    assert verdicts(CHECK, [host(HostReservationId="hr-1")]) == {"h-1": PASSED}
    assert verdicts(CHECK, [host(age_days=1)]) == {"h-1": PASSED}


def test_fail_empty() -> None:
    finding = failed(verdicts(CHECK, [host(age_days=2)])["h-1"])
    assert finding.now == (Line("ec2.host/m5", Decimal(730)),)


def test_unknown_without_instances() -> None:
    bare = resource("AWS::EC2::Host", "h-1", InstanceFamily="m5")
    assert unknown(verdicts(CHECK, [bare])["h-1"]) == "Instances was not told"
