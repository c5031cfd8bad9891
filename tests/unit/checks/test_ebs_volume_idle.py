"""ebs_volume_idle: a running instance does next to nothing with it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import instance, volume, worked

CHECK = "ebs_volume_idle"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, [instance()]) == {}


def test_pass_used() -> None:
    used = volume("gp3", 100, *worked("0.1", "3"))
    assert verdicts(CHECK, [used, instance()]) == {"vol-1": PASSED}


def test_pass_what_the_instance_starts_from() -> None:
    root = volume(
        "gp3",
        100,
        *worked("0.01", "1"),
        Attachments=[{"InstanceId": "i-1", "Device": "/dev/xvda"}],
    )
    assert verdicts(CHECK, [root, instance()]) == {"vol-1": PASSED}


def test_pass_while_the_instance_is_stopped() -> None:
    assert verdicts(CHECK, [volume(), instance("stopped")]) == {"vol-1": PASSED}


def test_pass_unattached() -> None:
    assert verdicts(CHECK, [volume(Attachments=[])]) == {"vol-1": PASSED}


def test_fail_idle() -> None:
    idle = volume("gp3", 100, *worked("0.099", "1"))
    finding = failed(verdicts(CHECK, [idle, instance()])["vol-1"])
    assert finding.now == (Line("ebs.storage/gp3", Decimal(100)),)
    assert finding.then == ()
    assert finding.facts == {"attached to": "i-1"}


def test_unknown_too_young() -> None:
    young = volume("gp3", 100, *worked("0.01", "1"), age_days=13)
    assert "13 of 14 days" in unknown(verdicts(CHECK, [young, instance()])["vol-1"])


def test_unknown_without_its_instance() -> None:
    assert "not in the inventory" in unknown(verdicts(CHECK, [volume()])["vol-1"])
