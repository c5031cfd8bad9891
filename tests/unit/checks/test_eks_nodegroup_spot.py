"""eks_nodegroup_spot: nodes that a tag says are not production, on demand."""

from costgov.domain.findings import PASSED, Verdict
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.node_groups import CATALOGUE, group

CHECK = "eks_nodegroup_spot"
TRYING = {"env": "dev"}


def judged(one: Resource) -> Verdict:
    return verdicts(CHECK, [one], catalogue=CATALOGUE)["c/blue"]


def test_none_without_node_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::EKS::Cluster")]) == {}


def test_pass_production_untagged_or_spot() -> None:
    for fine in (
        group(tags={"env": "prod"}),
        group(),
        group(tags=TRYING, capacityType="SPOT"),
    ):
        assert judged(fine) == PASSED


def test_fail_of_development_on_demand() -> None:
    finding = failed(judged(group(tags=TRYING)))
    assert finding.why == "3 nodes (m6i.large) tagged dev run on demand."
    assert "not in the price list" in finding.unpriced


def test_unknown_with_a_launch_template() -> None:
    assert "launch template" in unknown(judged(group(None, tags=TRYING)))
