"""ecs_service_idle: tasks that never use more than a hundredth of their CPU."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest

from tests.unit.checks.ecs_services import GRAVITON, ON_SPOT, WINDOWS, service
from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "ecs_service_idle"


def cpu(busiest: str) -> list[MetricDigest]:
    return [gauge("CPUUtilization", "0.1", peak=busiest)]


def test_none_without_services() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_busy_once_or_not_running() -> None:
    for fine in (service(digests=cpu("1.1")), service(digests=cpu("0"), runningCount=0)):
        assert verdicts(CHECK, [fine]) == {"web/api": PASSED}


def test_fail_with_all_its_tasks() -> None:
    finding = failed(verdicts(CHECK, [service(digests=cpu("1"))])["web/api"])
    assert finding.now == (
        Line("fargate.vcpu/x86_64", Decimal(2920)),
        Line("fargate.memory/x86_64", Decimal(5840)),
    )
    assert finding.then == ()


def test_fail_on_arm64_at_its_own_price() -> None:
    idle = service(digests=cpu("0"), runtimePlatform=GRAVITON)
    finding = failed(verdicts(CHECK, [idle])["web/api"])
    assert [line.key for line in finding.now] == ["fargate.vcpu/arm64", "fargate.memory/arm64"]


def test_fail_without_a_price_on_instances_or_spot() -> None:
    for idle in (
        service(digests=cpu("0"), launchType="EC2"),
        service(digests=cpu("0"), capacityProviderStrategy=ON_SPOT),
    ):
        assert failed(verdicts(CHECK, [idle])["web/api"]).unpriced


def test_unknown_when_young_unmeasured_or_windows() -> None:
    young = service(digests=cpu("0"), age_days=13)
    assert "13 of 14 days" in unknown(verdicts(CHECK, [young])["web/api"])
    assert "has not been read" in unknown(verdicts(CHECK, [service()])["web/api"])
    windows = service(digests=cpu("0"), runtimePlatform=WINDOWS)
    assert "licence" in unknown(verdicts(CHECK, [windows])["web/api"])
