"""rds_instance_graviton: open-source engines on another processor."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import AURORA, aurora, database, member

CHECK = "rds_instance_graviton"
X86, ARM = "rds.instance/db.m5.large/MySQL/Single-AZ", "rds.instance/db.m6g.large/MySQL/Single-AZ"
PRICES = {X86: "0.171", ARM: "0.152"}


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_graviton_or_licensed_or_no_cheaper() -> None:
    assert verdicts(CHECK, [database(size="db.m6g.large")]) == {"orders": PASSED}
    assert verdicts(CHECK, [database(Engine="sqlserver-se")]) == {"orders": PASSED}
    assert verdicts(CHECK, [database()], prices=PRICES | {ARM: "0.171"}) == {"orders": PASSED}


def test_fail_on_x86() -> None:
    finding = failed(verdicts(CHECK, [database()], prices=PRICES)["orders"])
    assert (finding.now, finding.then) == (
        (Line(X86, Decimal(730)),),
        (Line(ARM, Decimal(730)),),
    )


def test_fail_member_of_aurora_in_its_configuration() -> None:
    old = "rds.instance/db.r5.large/Aurora PostgreSQL/EBS Only"
    estate = [aurora("w"), member("w", size="db.r5.large")]
    finding = failed(verdicts(CHECK, estate, prices=AURORA | {old: "0.29"})["w"])
    assert finding.now == (Line(old, Decimal(730)),)
    assert finding.then == (
        Line("rds.instance/db.r6g.large/Aurora PostgreSQL/EBS Only", Decimal(730)),
    )


def test_unknown_without_price_or_cluster() -> None:
    assert ARM in unknown(verdicts(CHECK, [database()], prices={X86: "0.171"})["orders"])
    of_cluster = database(DBClusterIdentifier="reporting")
    assert "with their cluster" in unknown(verdicts(CHECK, [of_cluster], prices=PRICES)["orders"])
    alone = member("w", size="db.r5.large")
    assert "shop was not listed" in unknown(verdicts(CHECK, [alone])["w"])
