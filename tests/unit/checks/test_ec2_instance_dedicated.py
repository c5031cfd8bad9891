"""ec2_instance_dedicated: hardware of its own costs more."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.machines import instance

CHECK = "ec2_instance_dedicated"


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_shared_on_a_host_or_stopped() -> None:
    for one in (
        instance(Tenancy="default"),
        instance(Tenancy="host"),
        instance(Tenancy="dedicated", state="stopped"),
    ):
        assert verdicts(CHECK, [one]) == {"i-1": PASSED}


def test_fail_dedicated() -> None:
    finding = failed(verdicts(CHECK, [instance(Tenancy="dedicated")])["i-1"])
    assert finding.now == (Line("ec2.dedicated/m6i.large/Linux", Decimal(730)),)
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(730)),)


def test_unknown_tenancy() -> None:
    bare = resource("AWS::EC2::Instance", "i-1", state="running")
    assert unknown(verdicts(CHECK, [bare])["i-1"]) == "Tenancy was not told"
