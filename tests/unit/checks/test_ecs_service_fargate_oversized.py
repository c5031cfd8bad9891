"""ecs_service_fargate_oversized: vCPUs and memory of a task, each as much as is needed."""

from decimal import Decimal
from typing import Any

from costgov.domain.fargate import task_sizes
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Line, Verdict

from tests.unit.checks.ecs_services import GRAVITON, ON_SPOT, service
from tests.unit.checks.instances import flat, profiled
from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts

CHECK = "ecs_service_fargate_oversized"
CPU, MEMORY = "CPUUtilization", "MemoryUtilization"
PRICES = {
    "fargate.vcpu/x86_64": "0.04048",
    "fargate.memory/x86_64": "0.004445",
    "fargate.vcpu/arm64": "0.03238",
    "fargate.memory/arm64": "0.00356",
}


def judged(
    busy: float, full: float, settings: dict[str, str] | None = None, **more: Any
) -> Verdict:
    found = service(digests=[profiled(CPU, flat(busy)), profiled(MEMORY, flat(full))], **more)
    return verdicts(CHECK, [found], prices=PRICES, settings=settings)["web/api"]


def test_none_without_services() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_busy_or_elsewhere() -> None:
    assert judged(60, 70) == PASSED
    assert judged(5, 5, launchType="EC2") == PASSED
    assert judged(5, 5, desiredCount=0) == PASSED
    assert judged(5, 5, launchType=None, capacityProviderStrategy=ON_SPOT) == PASSED


def test_fail_less_of_both() -> None:
    finding = failed(judged(8, 15))
    assert finding.options[0].name == "0.25 vCPU, 0.5 GB"
    assert finding.now == (
        Line("fargate.vcpu/x86_64", 4 * HOURS_A_MONTH),
        Line("fargate.memory/x86_64", 8 * HOURS_A_MONTH),
    )
    assert finding.then == (
        Line("fargate.vcpu/x86_64", HOURS_A_MONTH),
        Line("fargate.memory/x86_64", 2 * HOURS_A_MONTH),
    )


def test_fail_memory_decides_which_vcpus_there_are() -> None:
    finding = failed(judged(8, 30, memory="8192"))
    # 3.5 GiB with peaks and spare: a quarter of a vCPU would do, but takes 2 at most.
    assert finding.options[0].name == "0.5 vCPU, 4 GB"


def test_fail_on_graviton_at_its_prices() -> None:
    finding = failed(judged(8, 15, runtimePlatform=GRAVITON))
    assert finding.then[0].key == "fargate.vcpu/arm64"


def test_fail_of_a_scaled_service_says_what_to_keep() -> None:
    finding = failed(judged(8, 15, ScalableTarget={"MinCapacity": 2}))
    assert any("targets" in step for step in finding.options[0].before_doing)


def test_pass_where_it_saves_too_little() -> None:
    assert judged(8, 30, {"least_percent": "60"}, memory="8192") == PASSED


def test_unknown_without_memory() -> None:
    found = service(digests=[profiled(CPU, flat(8)), nothing(MEMORY)])
    assert "MemoryUtilization has no data" in unknown(
        verdicts(CHECK, [found], prices=PRICES)["web/api"]
    )


def test_sizes_are_those_that_ecs_documents() -> None:
    by_vcpu: dict[Decimal, list[Decimal]] = {}
    for size in task_sizes():
        by_vcpu.setdefault(size.vcpus, []).append(size.memory_gib)
    assert by_vcpu[Decimal("0.25")] == [Decimal("0.5"), Decimal(1), Decimal(2)]
    assert (by_vcpu[Decimal(16)][0], by_vcpu[Decimal(16)][-1]) == (Decimal(32), Decimal(120))
    assert {vcpu: len(found) for vcpu, found in by_vcpu.items()} == {
        Decimal("0.25"): 3,
        Decimal("0.5"): 4,
        Decimal(1): 7,
        Decimal(2): 13,
        Decimal(4): 23,
        Decimal(8): 12,
        Decimal(16): 12,
    }
