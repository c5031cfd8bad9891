"""ebs_volume_instance_stopped: stopped for some weeks, not yet so long that all of it goes."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import instance, stopped, volume

CHECK = "ebs_volume_instance_stopped"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, [instance()]) == {}


def test_pass_running() -> None:
    assert verdicts(CHECK, [volume(), instance()]) == {"vol-1": PASSED}


def test_pass_stopped_just_now_or_for_so_long_that_the_instance_is_judged() -> None:
    just_now = [volume(), stopped("2026-10-13 00:00:01")]
    assert verdicts(CHECK, just_now) == {"vol-1": PASSED}
    for_long = [volume(), stopped("2026-09-20 00:00:00")]
    assert verdicts(CHECK, for_long) == {"vol-1": PASSED}


def test_fail_stopped_for_a_week() -> None:
    here = [volume("gp3", 100), stopped("2026-10-13 00:00:00")]
    finding = failed(verdicts(CHECK, here)["vol-1"])
    assert finding.now == (Line("ebs.storage/gp3", Decimal(100)),)
    assert finding.then == (Line("ebs.snapshot", Decimal(100)),)
    assert "7 days" in finding.why


def test_unknown_when_it_was_stopped() -> None:
    here = [volume(), instance("stopped", StateTransitionReason="Server.ScheduledStop")]
    assert unknown(verdicts(CHECK, here)["vol-1"]) == "when it was stopped was not told"
