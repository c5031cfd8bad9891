"""eks_cluster_extended_support: the day after standard support ends, the extra begins."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "eks_cluster_extended_support"


def cluster(ends: str) -> Resource:
    return resource("AWS::EKS::Cluster", "c", version="1.32", endOfStandardSupportDate=ends)


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_in_standard_support() -> None:
    assert verdicts(CHECK, [cluster("2026-10-20T00:00:00+00:00")]) == {"c": PASSED}


def test_fail_with_the_extra_hour() -> None:
    finding = failed(verdicts(CHECK, [cluster("2026-10-19T00:00:00+00:00")])["c"])
    assert finding.now == (
        Line("eks.cluster", Decimal(730)),
        Line("eks.extended_support", Decimal(730)),
    )
    assert finding.then == (Line("eks.cluster", Decimal(730)),)
    assert "1.32 ended on 2026-10-19" in finding.why


def test_unknown_without_the_versions_dates() -> None:
    bare = resource("AWS::EKS::Cluster", "c", version="1.99")
    assert unknown(verdicts(CHECK, [bare])["c"]) == "endOfStandardSupportDate was not told"
