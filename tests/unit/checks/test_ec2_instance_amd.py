"""ec2_instance_amd: the same size costs less with AMD's processors."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.machines import CATALOGUE, PRICES, instance

CHECK = "ec2_instance_amd"


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_amd_graviton_previous_or_managed() -> None:
    for one in (
        instance("m6a.large"),
        instance("m6g.large"),
        instance("m4.large"),
        instance("m6i.large", managed_by="autoscaling/web"),
        instance("m7i.large"),
    ):
        assert verdicts(CHECK, [one], prices=PRICES, catalogue=CATALOGUE) == {"i-1": PASSED}


def test_fail_linux_and_windows() -> None:
    found = verdicts(CHECK, [instance("m6i.large")], prices=PRICES, catalogue=CATALOGUE)
    finding = failed(found["i-1"])
    assert finding.now == (Line("ec2.instance/m6i.large/Linux", Decimal(730)),)
    assert finding.then == (Line("ec2.instance/m6a.large/Linux", Decimal(730)),)
    windows = instance("m6i.large", PlatformDetails="Windows")
    found = verdicts(CHECK, [windows], prices=PRICES, catalogue=CATALOGUE)
    assert failed(found["i-1"]).then[0].key == "ec2.instance/m6a.large/Windows"


def test_unknown_type() -> None:
    found = verdicts(CHECK, [instance("z9.large")], prices=PRICES, catalogue=CATALOGUE)
    assert "not described" in unknown(found["i-1"])
