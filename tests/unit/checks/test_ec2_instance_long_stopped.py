"""ec2_instance_long_stopped: what it holds is still paid for."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.volumes import instance, stopped, volume

CHECK = "ec2_instance_long_stopped"
ADDRESS = resource("AWS::EC2::EIP", "eipalloc-1", PublicIp="203.0.113.9", InstanceId="i-1")


def test_none_without_instances() -> None:
    assert verdicts(CHECK, [volume()]) == {}


def test_pass_running_or_stopped_lately() -> None:
    assert verdicts(CHECK, [instance()]) == {"i-1": PASSED}
    assert verdicts(CHECK, [stopped("2026-09-20 00:00:01")]) == {"i-1": PASSED}


def test_fail_with_its_volumes_and_addresses() -> None:
    here = [stopped("2026-09-20 00:00:00"), volume("gp3", 100), ADDRESS]
    finding = failed(verdicts(CHECK, here)["i-1"])
    assert finding.now == (
        Line("ebs.storage/gp3", Decimal(100)),
        Line("ec2.address/idle", Decimal(730)),
    )
    assert finding.why == ("It was stopped 30 days ago and still has 1 volumes and 1 addresses.")


def test_fail_without_anything_that_costs() -> None:
    finding = failed(verdicts(CHECK, [stopped("2026-01-01 00:00:00")])["i-1"])
    assert finding.unpriced == "nothing it holds is charged"


def test_unknown_since_when() -> None:
    odd = instance("stopped", StateTransitionReason="Server.InternalError")
    assert unknown(verdicts(CHECK, [odd])["i-1"]) == "when it was stopped was not told"
