"""ec2_instance_idle: no CPU to speak of, and no traffic."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, gauge, unknown, verdicts
from tests.unit.checks.machines import idle, instance

CHECK = "ec2_instance_idle"


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_each_limit_exceeded() -> None:
    for digests in (
        idle(cpu="5.1"),
        # An hour a day of work is in no percentile.
        idle(peak="15.1"),
        idle(bytes_a_second="501"),
    ):
        assert verdicts(CHECK, [instance("m6i.large", *digests)]) == {"i-1": PASSED}


def test_pass_stopped_managed_or_spot() -> None:
    for one in (
        instance("m6i.large", state="stopped"),
        instance("m6i.large", *idle(), managed_by="autoscaling/web"),
        instance("m6i.large", *idle(), lifecycle="spot"),
    ):
        assert verdicts(CHECK, [one]) == {"i-1": PASSED}


def test_fail_idle_at_every_limit() -> None:
    finding = failed(verdicts(CHECK, [instance("m6i.large", *idle())])["i-1"])
    assert finding.now == (Line("ec2.instance/m6i.large/Linux", Decimal(730)),)
    assert finding.then == ()
    assert "5.0 % for 95 % of 14 days and 15.0 % at most, with 1000 bytes" in finding.why


def test_unknown_launched_within_the_window() -> None:
    young = instance("m6i.large", *idle(), age_days=13)
    assert unknown(verdicts(CHECK, [young])["i-1"]) == "it exists for 13 of 14 days"


def test_unknown_without_traffic_or_with_half_of_the_window() -> None:
    blind = instance("m6i.large", gauge("CPUUtilization", "1"))
    assert "NetworkIn" in unknown(verdicts(CHECK, [blind])["i-1"])
    half = instance(
        "m6i.large",
        gauge("CPUUtilization", "1", coverage=0.4),
        count("NetworkIn", "1"),
        count("NetworkOut", "1"),
    )
    assert "of 336 periods" in unknown(verdicts(CHECK, [half])["i-1"])
