"""eks_nodegroup_previous_generation: a successor of the same shape costs less."""

from collections.abc import Mapping
from decimal import Decimal

from costgov.domain.findings import PASSED, Line, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.node_groups import CATALOGUE, PRICES, group

CHECK = "eks_nodegroup_previous_generation"
NO_NODES = {"minSize": 0, "maxSize": 5, "desiredSize": 0}


def judged(one: Resource, prices: Mapping[str, str] = PRICES) -> Verdict:
    return verdicts(CHECK, [one], prices=prices, catalogue=CATALOGUE)["c/blue"]


def test_none_without_node_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::EKS::Cluster")]) == {}


def test_pass_current_spot_or_without_nodes() -> None:
    for fine in (
        group(),
        group("m4.large", capacityType="SPOT"),
        group("m4.large", scalingConfig={**NO_NODES}),
    ):
        assert judged(fine) == PASSED


def test_pass_where_no_successor_is_cheaper() -> None:
    assert judged(group("m4.large"), {**PRICES, "ec2.instance/m6i.large/Linux": "0.1"}) == PASSED


def test_fail_with_the_cheapest_of_the_same_architecture() -> None:
    finding = failed(judged(group("m4.large")))
    assert finding.now == (Line("ec2.instance/m4.large/Linux", Decimal(2190)),)
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(2190)),)


def test_unknown_with_a_launch_template_or_an_unknown_type() -> None:
    assert "launch template" in unknown(judged(group(None)))
    assert "not described" in unknown(judged(group("z9.large")))
