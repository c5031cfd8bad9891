"""aurora_cluster_min_capacity_high: a minimum that is hardly ever left."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.managed_databases import aurora, database, member

CHECK = "aurora_cluster_min_capacity_high"


def cluster(minimum: float | None) -> Resource:
    return aurora("w", ServerlessV2ScalingConfiguration={"MinCapacity": minimum, "MaxCapacity": 32})


def writer(*, acu: str = "8", cpu: str = "10") -> Resource:
    digests = [
        gauge("ServerlessDatabaseCapacity", "8", p95=acu, unit="None"),
        gauge("CPUUtilization", "5", p95=cpu),
    ]
    return member("w", size="db.serverless", digests=digests)


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [database()]) == {}


def test_pass_provisioned_or_lowest_or_used() -> None:
    assert verdicts(CHECK, [aurora("w"), member("w")]) == {"shop": PASSED}
    assert verdicts(CHECK, [cluster(0.5), writer()]) == {"shop": PASSED}
    assert verdicts(CHECK, [cluster(8), writer(acu="8.5")]) == {"shop": PASSED}
    assert verdicts(CHECK, [cluster(8), writer(cpu="20")]) == {"shop": PASSED}


def test_fail_with_half_of_it() -> None:
    finding = failed(verdicts(CHECK, [cluster(8), writer()])["shop"])
    assert finding.now == (Line("aurora.capacity/Aurora:ServerlessV2Usage", Decimal(8 * 730)),)
    assert finding.then == (Line("aurora.capacity/Aurora:ServerlessV2Usage", Decimal(4 * 730)),)


def test_fail_in_steps_of_a_half() -> None:
    finding = failed(verdicts(CHECK, [cluster(1.5), writer(acu="1.5")])["shop"])
    assert finding.then[0].quantity == 730


def test_unknown_without_capacity() -> None:
    assert "minimum" in unknown(verdicts(CHECK, [cluster(None), writer()])["shop"])
    bare = member("w", size="db.serverless")
    assert "ServerlessDatabaseCapacity" in unknown(verdicts(CHECK, [cluster(8), bare])["shop"])
