"""documentdb_instance_graviton: the same size on AWS's processor."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "documentdb_instance_graviton"
OLD, NEW = "documentdb.instance/db.r5.large/standard", "documentdb.instance/db.r6g.large/standard"
PRICES = {OLD: "0.277", NEW: "0.263"}
CLUSTER = resource("AWS::DocDB::DBCluster", "docs", StorageType="standard")


def instance(size: str) -> Resource:
    return resource("AWS::DocDB::DBInstance", "docs-1", size=size, DBClusterIdentifier="docs")


def test_none_without_instances() -> None:
    assert verdicts(CHECK, [CLUSTER]) == {}


def test_pass_on_graviton_or_no_cheaper() -> None:
    assert verdicts(CHECK, [instance("db.r6g.large"), CLUSTER]) == {"docs-1": PASSED}
    dear = PRICES | {NEW: "0.277"}
    assert verdicts(CHECK, [instance("db.r5.large"), CLUSTER], prices=dear) == {"docs-1": PASSED}


def test_fail_on_x86() -> None:
    found = verdicts(CHECK, [instance("db.r5.large"), CLUSTER], prices=PRICES)
    finding = failed(found["docs-1"])
    assert (finding.now, finding.then) == ((Line(OLD, Decimal(730)),), (Line(NEW, Decimal(730)),))


def test_unknown_without_cluster() -> None:
    assert "docs was not listed" in unknown(verdicts(CHECK, [instance("db.r5.large")])["docs-1"])
