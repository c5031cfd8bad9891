"""eks_nodegroup_arm64: Graviton of the same shape costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.node_groups import CATALOGUE, PRICES, group

CHECK = "eks_nodegroup_arm64"


def judged(one: Resource) -> Verdict:
    return verdicts(CHECK, [one], prices=PRICES, catalogue=CATALOGUE)["c/blue"]


def test_none_without_node_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::EKS::Cluster")]) == {}


def test_pass_on_graviton_windows_or_spot() -> None:
    for fine in (
        group("m6g.large"),
        group(amiType="WINDOWS_CORE_2022_x86_64"),
        group(capacityType="SPOT"),
    ):
        assert judged(fine) == PASSED


def test_fail_with_the_graviton_type_that_has_a_price() -> None:
    finding = failed(judged(group()))
    assert finding.now == (Line("ec2.instance/m6i.large/Linux", Decimal(2190)),)
    assert finding.then == (Line("ec2.instance/m6g.large/Linux", Decimal(2190)),)
    [option] = finding.options
    assert (option.name, option.restart) == ("m6g.large", True)


def test_unknown_with_a_launch_template() -> None:
    assert "launch template" in unknown(judged(group(None)))
