"""eks_cluster_idle: a control plane that has no node of any kind."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "eks_cluster_idle"


def cluster(age_days: int = 7, **changes: Any) -> Resource:
    told: dict[str, Any] = {
        "Nodegroups": 0,
        "FargateProfiles": 0,
        "endOfStandardSupportDate": "2027-01-01T00:00:00+00:00",
    }
    return resource("AWS::EKS::Cluster", "lab", age_days=age_days, **(told | changes))


def node(tags: dict[str, str], state: str = "running") -> Resource:
    return resource("AWS::EC2::Instance", "i-1", state=state, tags=tags)


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_young_or_with_nodes() -> None:
    for fine in (
        cluster(age_days=6),
        cluster(Nodegroups=1),
        cluster(FargateProfiles=1),
        cluster(computeConfig={"enabled": True}),
    ):
        assert verdicts(CHECK, [fine]) == {"lab": PASSED}


def test_pass_with_nodes_that_somebody_else_starts() -> None:
    for tags in ({"kubernetes.io/cluster/lab": "owned"}, {"eks:cluster-name": "lab"}):
        assert verdicts(CHECK, [cluster(), node(tags)])["lab"] == PASSED


def test_fail_where_a_node_is_stopped_or_anothers() -> None:
    for other in (node({"eks:cluster-name": "lab"}, "stopped"), node({"eks:cluster-name": "x"})):
        assert failed(verdicts(CHECK, [cluster(), other])["lab"]).now


def test_fail_with_its_hours_and_extended_support() -> None:
    hour = Line("eks.cluster", Decimal(730))
    assert failed(verdicts(CHECK, [cluster()])["lab"]).now == (hour,)
    old = cluster(endOfStandardSupportDate="2026-01-01T00:00:00+00:00")
    extended = Line("eks.extended_support", Decimal(730))
    assert failed(verdicts(CHECK, [old])["lab"]).now == (hour, extended)


def test_unknown_without_age() -> None:
    found = verdicts(CHECK, [resource("AWS::EKS::Cluster", "lab", age_days=None)])["lab"]
    assert "created" in unknown(found)
