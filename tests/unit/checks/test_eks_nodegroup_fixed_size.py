"""eks_nodegroup_fixed_size: the least and the most number of nodes are the same."""

from typing import Any

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.node_groups import group

CHECK = "eks_nodegroup_fixed_size"


def limits(least: int, most: int) -> dict[str, Any]:
    return {"minSize": least, "maxSize": most, "desiredSize": most}


def test_none_without_node_groups() -> None:
    assert verdicts(CHECK, [resource("AWS::EKS::Cluster")]) == {}


def test_pass_elastic_or_small() -> None:
    for least, most in ((2, 3), (2, 2)):
        fine = group(scalingConfig=limits(least, most))
        assert verdicts(CHECK, [fine]) == {"c/blue": PASSED}


def test_fail_at_three_nodes() -> None:
    finding = failed(verdicts(CHECK, [group(scalingConfig=limits(3, 3))])["c/blue"])
    assert finding.why == "Its size is fixed at 3 nodes."
    assert finding.unpriced


def test_unknown_without_limits() -> None:
    found = verdicts(CHECK, [group(scalingConfig={})])["c/blue"]
    assert unknown(found) == "minSize was not told"
