"""ecs_cluster_empty: instances on which nothing was reserved for a fortnight."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "ecs_cluster_empty"
HOSTS = [
    {"ec2InstanceId": "i-1", "instanceType": "m6i.large"},
    {"ec2InstanceId": "i-2", "instanceType": "c6i.large"},
]


def cluster(*, hosts: int = 2, tasks: int = 0, cpu: str = "0", memory: str = "0") -> Resource:
    return resource(
        "AWS::ECS::Cluster",
        "batch",
        digests=[gauge("CPUReservation", cpu), gauge("MemoryReservation", memory)],
        registeredContainerInstancesCount=hosts,
        runningTasksCount=tasks,
        Hosts=[*HOSTS[:hosts]],
    )


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Service")]) == {}


def test_pass_without_instances_or_with_tasks() -> None:
    for fine in (cluster(hosts=0), cluster(tasks=1), cluster(cpu="5"), cluster(memory="5")):
        assert verdicts(CHECK, [fine]) == {"batch": PASSED}


def test_fail_with_every_instance() -> None:
    finding = failed(verdicts(CHECK, [cluster()])["batch"])
    assert finding.now == (
        Line("ec2.instance/m6i.large/Linux", Decimal(730)),
        Line("ec2.instance/c6i.large/Linux", Decimal(730)),
    )
    assert finding.then == ()


def test_fail_with_what_the_inventory_knows_of_an_instance() -> None:
    windows = resource("AWS::EC2::Instance", "i-1", size="m6i.large", PlatformDetails="Windows")
    found = verdicts(CHECK, [cluster(hosts=1), windows])["batch"]
    assert failed(found).now == (Line("ec2.instance/m6i.large/Windows", Decimal(730)),)


def test_unknown_of_spot_and_without_types() -> None:
    spot = resource("AWS::EC2::Instance", "i-1", lifecycle="spot")
    assert "run as spot" in unknown(verdicts(CHECK, [cluster(), spot])["batch"])
    bare = cluster(hosts=1).model_copy(update={"digests": ()})
    assert "has not been read" in unknown(verdicts(CHECK, [bare])["batch"])
