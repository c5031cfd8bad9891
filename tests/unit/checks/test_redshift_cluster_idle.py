"""redshift_cluster_idle: nobody connected for a week."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_services import warehouse

CHECK = "redshift_cluster_idle"


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_or_paused() -> None:
    used = warehouse(gauge("DatabaseConnections", "1", unit="Count"))
    assert verdicts(CHECK, [used]) == {"dwh": PASSED}
    assert verdicts(CHECK, [warehouse(state="paused")]) == {"dwh": PASSED}


def test_fail_with_every_node() -> None:
    idle = warehouse(gauge("DatabaseConnections", "0", days=7, unit="Count"))
    assert failed(verdicts(CHECK, [idle])["dwh"]).now == (
        Line("redshift.node/ra3.xlplus", Decimal(2920)),
    )


def test_unknown_without_metric() -> None:
    assert "DatabaseConnections" in unknown(verdicts(CHECK, [warehouse()])["dwh"])
