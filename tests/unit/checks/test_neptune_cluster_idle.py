"""neptune_cluster_idle: no member is queried."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, nothing, resource, unknown, verdicts

CHECK = "neptune_cluster_idle"
METRIC = "TotalRequestsPerSec"


def estate(most: str | None) -> list[Resource]:
    measured = gauge(METRIC, "0", peak=most, unit="Count/Second") if most else nothing(METRIC)
    return [
        resource(
            "AWS::Neptune::DBCluster",
            "graph",
            DBClusterMembers=[{"DBInstanceIdentifier": "graph-1"}],
        ),
        resource(
            "AWS::Neptune::DBInstance",
            "graph-1",
            size="db.r5.large",
            digests=[measured],
            DBClusterIdentifier="graph",
        ),
    ]


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [resource("AWS::DocDB::DBCluster")]) == {}


def test_pass_queried_once() -> None:
    assert verdicts(CHECK, estate("0.01")) == {"graph": PASSED}


def test_fail_unqueried() -> None:
    assert failed(verdicts(CHECK, estate("0"))["graph"]).now == (
        Line("neptune.instance/db.r5.large/standard", Decimal(730)),
    )


def test_unknown_without_data() -> None:
    assert "no data" in unknown(verdicts(CHECK, estate(None))["graph"])
