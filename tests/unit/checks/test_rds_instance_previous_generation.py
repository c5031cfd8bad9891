"""rds_instance_previous_generation: the next generation, where it costs less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_instance_previous_generation"
OLD, NEW = "rds.instance/db.m4.large/MySQL/Single-AZ", "rds.instance/db.m6g.large/MySQL/Single-AZ"
PRICES = {OLD: "0.175", NEW: "0.152"}


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_current_or_licensed_or_no_cheaper() -> None:
    assert verdicts(CHECK, [database()], prices=PRICES) == {"orders": PASSED}
    old = database(size="db.m4.large")
    assert verdicts(CHECK, [old], prices=PRICES | {NEW: "0.175"}) == {"orders": PASSED}
    licensed = database(size="db.m4.large", Engine="oracle-ee")
    assert verdicts(CHECK, [licensed], prices=PRICES) == {"orders": PASSED}


def test_fail_with_the_same_size_of_the_next() -> None:
    finding = failed(verdicts(CHECK, [database(size="db.m4.large")], prices=PRICES)["orders"])
    assert finding.now == (Line(OLD, Decimal(730)),)
    assert finding.then == (Line(NEW, Decimal(730)),)
    assert [option.name for option in finding.options] == ["db.m6g.large"]
    assert finding.options[0].restart


def test_unknown_where_the_next_has_no_price() -> None:
    verdict = verdicts(CHECK, [database(size="db.m4.large")], prices={OLD: "0.175"})["orders"]
    assert NEW in unknown(verdict)
