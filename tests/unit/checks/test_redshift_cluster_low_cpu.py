"""redshift_cluster_low_cpu: more nodes than the work needs."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_services import warehouse

CHECK = "redshift_cluster_low_cpu"


def busy(cpu: str, *, nodes: int = 4, connections: str = "5") -> Resource:
    measured = gauge("CPUUtilization", "3", p95=cpu)
    return warehouse(measured, gauge("DatabaseConnections", connections, unit="Count"), nodes=nodes)


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_busy_or_small_or_idle() -> None:
    found = [busy("20"), busy("5", nodes=2), busy("5", connections="0")]
    assert [verdicts(CHECK, [one])["dwh"] for one in found] == [PASSED] * 3


def test_fail_with_half_the_nodes() -> None:
    finding = failed(verdicts(CHECK, [busy("19.9")])["dwh"])
    assert finding.now == (Line("redshift.node/ra3.xlplus", Decimal(2920)),)
    assert finding.then == (Line("redshift.node/ra3.xlplus", Decimal(1460)),)
    odd = failed(verdicts(CHECK, [busy("5", nodes=3)])["dwh"])
    assert odd.then[0].quantity == 1460


def test_unknown_without_metric() -> None:
    assert "CPUUtilization" in unknown(verdicts(CHECK, [warehouse()])["dwh"])
