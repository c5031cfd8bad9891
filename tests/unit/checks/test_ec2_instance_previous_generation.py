"""ec2_instance_previous_generation: a later generation of the same size costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.machines import CATALOGUE, PRICES, instance

CHECK = "ec2_instance_previous_generation"


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_current_stopped_managed_or_spot() -> None:
    for one in (
        instance("m5.large"),
        instance("m4.large", state="stopped"),
        instance("m4.large", managed_by="autoscaling/web"),
        instance("m4.large", lifecycle="spot"),
    ):
        assert verdicts(CHECK, [one], prices=PRICES, catalogue=CATALOGUE) == {"i-1": PASSED}


def test_pass_where_every_successor_costs_more() -> None:
    dear = {**PRICES, "ec2.instance/m4.large/Linux": "0.05"}
    found = verdicts(CHECK, [instance("m4.large")], prices=dear, catalogue=CATALOGUE)
    assert found == {"i-1": PASSED}


def test_fail_with_the_newest_that_costs_less() -> None:
    found = verdicts(CHECK, [instance("m4.large")], prices=PRICES, catalogue=CATALOGUE)
    finding = failed(found["i-1"])
    assert finding.now == (Line("ec2.instance/m4.large/Linux", Decimal(730)),)
    # m7i is newer, and dearer; m6a and m6g have another maker.
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(730)),)
    assert finding.options[0].restart
    assert finding.options[0].before_doing


def test_unknown_type_or_platform() -> None:
    odd = verdicts(CHECK, [instance("z9.large")], prices=PRICES, catalogue=CATALOGUE)
    assert "z9.large is not described" in unknown(odd["i-1"])
    sql = instance("m4.large", PlatformDetails="Windows with SQL Server Standard")
    reason = unknown(verdicts(CHECK, [sql], prices=PRICES, catalogue=CATALOGUE)["i-1"])
    assert "SQL Server" in reason
