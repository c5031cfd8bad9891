"""ecs_service_fargate_arm64: the same tasks at the price of Graviton."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.ecs_services import GRAVITON, ON_SPOT, WINDOWS, service
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "ecs_service_fargate_arm64"


def test_none_without_services() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_where_there_is_nothing_to_change() -> None:
    for fine in (
        service(runtimePlatform=GRAVITON),
        service(runtimePlatform=WINDOWS),
        service(capacityProviderStrategy=ON_SPOT),
        service(launchType="EC2"),
        service(desiredCount=0),
    ):
        assert verdicts(CHECK, [fine]) == {"web/api": PASSED}


def test_fail_with_the_same_quantities() -> None:
    finding = failed(verdicts(CHECK, [service()])["web/api"])
    assert finding.now == (
        Line("fargate.vcpu/x86_64", Decimal(2920)),
        Line("fargate.memory/x86_64", Decimal(5840)),
    )
    assert finding.then == (
        Line("fargate.vcpu/arm64", Decimal(2920)),
        Line("fargate.memory/arm64", Decimal(5840)),
    )
    assert finding.options[0].then == finding.then


def test_unknown_without_the_size_of_a_task() -> None:
    bare = resource("AWS::ECS::Service", "s", launchType="FARGATE", desiredCount=1)
    assert unknown(verdicts(CHECK, [bare])["s"]) == "cpu was not told"
