"""ec2_instance_graviton: the same size costs less on arm64."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.machines import CATALOGUE, PRICES, instance

CHECK = "ec2_instance_graviton"


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_arm_windows_managed_or_without_a_like() -> None:
    for one in (
        instance("m6g.large"),
        instance("m6i.large", PlatformDetails="Windows"),
        instance("m6i.large", managed_by="eks/shop"),
        # No m7g is offered here, and m6g is older.
        instance("m7i.large"),
        instance("m6i.xlarge"),
    ):
        assert verdicts(CHECK, [one], prices=PRICES, catalogue=CATALOGUE) == {"i-1": PASSED}


def test_pass_where_too_little_is_saved() -> None:
    found = verdicts(
        CHECK,
        [instance("m6i.large")],
        prices=PRICES,
        catalogue=CATALOGUE,
        settings={"least_percent": "20"},
    )
    assert found == {"i-1": PASSED}


def test_fail_with_what_must_be_checked_first() -> None:
    found = verdicts(CHECK, [instance("m5.large")], prices=PRICES, catalogue=CATALOGUE)
    finding = failed(found["i-1"])
    assert finding.then == (Line("ec2.instance/m6g.large/Linux", Decimal(730)),)
    assert "20 % less" in finding.why
    assert "arm64" in finding.options[0].before_doing[0]


def test_fail_burstable_stays_burstable() -> None:
    found = verdicts(CHECK, [instance("t3.large")], prices=PRICES, catalogue=CATALOGUE)
    then = failed(found["i-1"]).then
    assert then == (Line("ec2.instance/t4g.large/Linux", Decimal(730)),)


def test_unknown_price() -> None:
    found = verdicts(CHECK, [instance("m5.large")], catalogue=CATALOGUE)
    assert "no price" in unknown(found["i-1"])
