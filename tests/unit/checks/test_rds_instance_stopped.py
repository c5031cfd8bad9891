"""rds_instance_stopped: storage goes on being charged."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.managed_databases import database

CHECK = "rds_instance_stopped"


def test_none_without_databases() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_running() -> None:
    assert verdicts(CHECK, [database()]) == {"orders": PASSED}


def test_fail_stopped_against_a_snapshot() -> None:
    stopped = database(state="stopped", AutomaticRestartTime="2026-10-23T09:00:00+00:00")
    finding = failed(verdicts(CHECK, [stopped])["orders"])
    assert finding.now == (Line("rds.storage/General Purpose-GP3/Single-AZ", Decimal(100)),)
    assert finding.then == (Line("rds.backup/RDS:ChargedBackupUsage", Decimal(100)),)
    assert finding.facts["starts by itself"].startswith("2026-10-23")


def test_pass_stopped_for_the_weekend() -> None:
    weekend = database(state="stopped", AutomaticRestartTime="2026-10-24T18:00:00+00:00")
    assert verdicts(CHECK, [weekend]) == {"orders": PASSED}
    longer = database(state="stopped", AutomaticRestartTime="2026-10-24T00:00:00+00:00")
    assert "for 3 days" in failed(verdicts(CHECK, [longer])["orders"]).why


def test_unknown_since_when() -> None:
    stopped = database(state="stopped")
    assert unknown(verdicts(CHECK, [stopped])["orders"]) == "AutomaticRestartTime was not told"


def test_unknown_without_size() -> None:
    at = "2026-10-21T00:00:00+00:00"
    stopped = database(state="stopped", AllocatedStorage=None, AutomaticRestartTime=at)
    assert unknown(verdicts(CHECK, [stopped])["orders"]) == "AllocatedStorage was not told"
