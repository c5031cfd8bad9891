"""ecs_cluster_underused: fewer instances would hold all that is reserved."""

from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "ecs_cluster_underused"


def cluster(*, cpu: str = "20", memory: str = "30", hosts: int = 4) -> Resource:
    host: Any = {"ec2InstanceId": "i-x", "instanceType": "m6i.large"}
    return resource(
        "AWS::ECS::Cluster",
        "batch",
        digests=[gauge("CPUReservation", "5", peak=cpu), gauge("MemoryReservation", memory)],
        registeredContainerInstancesCount=hosts,
        Hosts=[host] * hosts,
    )


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Service")]) == {}


def test_pass_full_empty_or_without_instances() -> None:
    for fine in (cluster(memory="61"), cluster(cpu="0", memory="0"), cluster(hosts=0)):
        assert verdicts(CHECK, [fine]) == {"batch": PASSED}


def test_fail_with_the_share_that_stays() -> None:
    # 30 % of four at 80 % each are one and a half, so two.
    finding = failed(verdicts(CHECK, [cluster()])["batch"])
    assert finding.now == (Line("ec2.instance/m6i.large/Linux", Decimal(730)),) * 4
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(365)),) * 4
    assert "2 would do" in finding.why


def test_unknown_without_metrics() -> None:
    bare = cluster().model_copy(update={"digests": ()})
    assert "has not been read" in unknown(verdicts(CHECK, [bare])["batch"])
