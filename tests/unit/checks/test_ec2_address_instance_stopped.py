"""ec2_address_instance_stopped: the instance that has the address does not run."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.volumes import instance, stopped

CHECK = "ec2_address_instance_stopped"
ADDRESS = resource("AWS::EC2::EIP", "eipalloc-1", PublicIp="203.0.113.9", InstanceId="i-1")


def test_none_without_addresses() -> None:
    assert verdicts(CHECK, [instance()]) == {}


def test_pass_running_or_of_no_instance() -> None:
    assert verdicts(CHECK, [ADDRESS, instance()]) == {"eipalloc-1": PASSED}
    free = resource("AWS::EC2::EIP", "eipalloc-1", PublicIp="203.0.113.9", InstanceId="")
    assert verdicts(CHECK, [free]) == {"eipalloc-1": PASSED}


def test_pass_stopped_just_now_or_for_very_long() -> None:
    assert verdicts(CHECK, [ADDRESS, stopped("2026-10-14 09:00:00")]) == {"eipalloc-1": PASSED}
    assert verdicts(CHECK, [ADDRESS, stopped("2026-09-01 09:00:00")]) == {"eipalloc-1": PASSED}


def test_fail_stopped_for_some_weeks() -> None:
    finding = failed(verdicts(CHECK, [ADDRESS, stopped("2026-10-13 00:00:00")])["eipalloc-1"])
    assert finding.now == (Line("ec2.address/idle", Decimal(730)),)
    assert "stopped for 7 days" in finding.why


def test_unknown_without_the_instance() -> None:
    assert "not in the inventory" in unknown(verdicts(CHECK, [ADDRESS])["eipalloc-1"])
