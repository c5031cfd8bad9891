"""ecs_service_without_autoscaling: as many tasks at night as at noon."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest

from tests.unit.checks.ecs_services import ON_SPOT, service
from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "ecs_service_without_autoscaling"


def cpu(average: str) -> list[MetricDigest]:
    return [gauge("CPUUtilization", average, peak="90")]


def test_none_without_services() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_scaled_small_daemon_or_busy() -> None:
    for fine in (
        service(digests=cpu("20"), ScalableTarget={"MinCapacity": 1, "MaxCapacity": 9}),
        service(digests=cpu("20"), desiredCount=2),
        service(digests=cpu("20"), schedulingStrategy="DAEMON"),
        service(digests=cpu("40.1")),
    ):
        assert verdicts(CHECK, [fine]) == {"web/api": PASSED}


def test_fail_with_the_tasks_its_average_needs() -> None:
    finding = failed(verdicts(CHECK, [service(digests=cpu("37.5"), desiredCount=8)])["web/api"])
    assert finding.now[0] == Line("fargate.vcpu/x86_64", Decimal(5840))
    # 8 tasks at 37.5 % are 5 at 60 %.
    assert finding.then == (
        Line("fargate.vcpu/x86_64", Decimal(3650)),
        Line("fargate.memory/x86_64", Decimal(7300)),
    )


def test_fail_keeping_two_tasks() -> None:
    finding = failed(verdicts(CHECK, [service(digests=cpu("1"))])["web/api"])
    assert finding.then[0] == Line("fargate.vcpu/x86_64", Decimal(1460))


def test_fail_without_a_price_on_instances_or_spot() -> None:
    for fixed in (
        service(digests=cpu("20"), launchType="EC2"),
        service(digests=cpu("20"), capacityProviderStrategy=ON_SPOT),
    ):
        assert failed(verdicts(CHECK, [fixed])["web/api"]).unpriced


def test_unknown_without_metrics() -> None:
    assert "has not been read" in unknown(verdicts(CHECK, [service()])["web/api"])
