"""ecs_service_fargate_spot: what a tag says is not production, on demand."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.ecs_services import ON_SPOT, WINDOWS, service
from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "ecs_service_fargate_spot"
TRYING = {"Environment": "staging"}


def test_none_without_services() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_production_untagged_spot_stopped_or_on_instances() -> None:
    for fine in (
        service(tags={"Environment": "production"}),
        service(),
        service(tags=TRYING, capacityProviderStrategy=ON_SPOT),
        service(tags=TRYING, desiredCount=0),
        service(tags=TRYING, launchType="EC2"),
    ):
        assert verdicts(CHECK, [fine]) == {"web/api": PASSED}


def test_fail_with_half_of_the_price() -> None:
    finding = failed(verdicts(CHECK, [service(tags=TRYING)])["web/api"])
    assert finding.now[0] == Line("fargate.vcpu/x86_64", Decimal(2920))
    assert finding.then == (
        Line("fargate.vcpu/x86_64", Decimal(1460)),
        Line("fargate.memory/x86_64", Decimal(2920)),
    )
    assert finding.facts == {"counted on": "50% off, of up to 70%"}


def test_fail_with_the_users_own_discount() -> None:
    found = verdicts(CHECK, [service(tags=TRYING)], settings={"discount": "0.7"})
    assert failed(found["web/api"]).then[0] == Line("fargate.vcpu/x86_64", Decimal(876))


def test_unknown_of_windows() -> None:
    windows = service(tags=TRYING, runtimePlatform=WINDOWS)
    assert "licence" in unknown(verdicts(CHECK, [windows])["web/api"])
