"""documentdb_cluster_idle: nobody connects to any member."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.managed_databases import connections

CHECK = "documentdb_cluster_idle"


def estate(*peaks: str, storage_type: str = "standard") -> list[Resource]:
    names = [f"docs-{number}" for number in range(len(peaks))]
    members = [
        resource(
            "AWS::DocDB::DBInstance",
            name,
            size="db.r5.large",
            digests=[connections(peak)] if peak else (),
            DBClusterIdentifier="docs",
            Engine="docdb",
        )
        for name, peak in zip(names, peaks, strict=True)
    ]
    told: list[Any] = [{"DBInstanceIdentifier": name} for name in names]
    cluster = resource(
        "AWS::DocDB::DBCluster",
        "docs",
        Engine="docdb",
        StorageType=storage_type,
        DBClusterMembers=told,
    )
    return [cluster, *members]


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [resource("AWS::RDS::DBCluster")]) == {}


def test_pass_in_use() -> None:
    assert verdicts(CHECK, estate("0", "3")) == {"docs": PASSED}


def test_fail_with_every_member_in_its_configuration() -> None:
    line = Line("documentdb.instance/db.r5.large/standard", Decimal(730))
    assert failed(verdicts(CHECK, estate("0", "0"))["docs"]).now == (line, line)
    optimized = failed(verdicts(CHECK, estate("0", storage_type="iopt1"))["docs"])
    assert optimized.now == (Line("documentdb.instance/db.r5.large/io-optimized", Decimal(730)),)


def test_unknown_without_metric() -> None:
    assert "DatabaseConnections" in unknown(verdicts(CHECK, estate("0", ""))["docs"])
