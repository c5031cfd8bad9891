"""rds_instance_multi_az_nonproduction: a standby where a tag says nobody needs it."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_instance_multi_az_nonproduction"


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_in_production_or_untagged_or_without_standby() -> None:
    found = [
        database("a", MultiAZ=True, tags={"Environment": "production"}),
        database("b", MultiAZ=True),
        database("c", tags={"env": "dev"}),
    ]
    assert set(verdicts(CHECK, found).values()) == {PASSED}


def test_fail_with_half_of_everything() -> None:
    tested = database(MultiAZ=True, tags={"Environment": "Staging"})
    finding = failed(verdicts(CHECK, [tested])["orders"])
    assert finding.now == (
        Line("rds.instance/db.m5.large/MySQL/Multi-AZ", Decimal(730)),
        Line("rds.storage/General Purpose-GP3/Multi-AZ", Decimal(100)),
    )
    assert finding.then == (
        Line("rds.instance/db.m5.large/MySQL/Single-AZ", Decimal(730)),
        Line("rds.storage/General Purpose-GP3/Single-AZ", Decimal(100)),
    )
    assert "Staging" in finding.why


def test_unknown_without_deployment() -> None:
    tested = database(MultiAZ=None, tags={"env": "dev"})
    assert unknown(verdicts(CHECK, [tested])["orders"]) == "MultiAZ was not told"
