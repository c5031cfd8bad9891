"""rds_instance_commercial_edition: Enterprise where Standard may do."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_instance_commercial_edition"
EE = "rds.instance/db.m5.large/SQL Server Enterprise/License included/Single-AZ"
SE = "rds.instance/db.m5.large/SQL Server Standard/License included/Single-AZ"


def enterprise(licence: str = "license-included") -> Resource:
    return database(Engine="sqlserver-ee", LicenseModel=licence)


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_other_engines_or_own_licence() -> None:
    assert verdicts(CHECK, [database()]) == {"orders": PASSED}
    assert verdicts(CHECK, [enterprise("bring-your-own-license")]) == {"orders": PASSED}


def test_fail_against_standard() -> None:
    found = verdicts(CHECK, [enterprise()], prices={EE: "1.99", SE: "0.977"})
    finding = failed(found["orders"])
    assert (finding.now, finding.then) == ((Line(EE, Decimal(730)),), (Line(SE, Decimal(730)),))


def test_unknown_without_price() -> None:
    assert SE in unknown(verdicts(CHECK, [enterprise()], prices={EE: "1.99"})["orders"])
