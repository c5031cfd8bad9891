"""ecs_service_fargate_undersized: no CPU or no memory left."""

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.ecs_services import service
from tests.unit.checks.instances import flat, profiled
from tests.unit.checks.judging import failed, nothing, resource, unknown, verdicts
from tests.unit.checks.test_ecs_service_fargate_oversized import PRICES

CHECK = "ecs_service_fargate_undersized"
CPU, MEMORY = "CPUUtilization", "MemoryUtilization"


def judged(cpu: float, memory: float, size: str = "1024", gib: str = "2048") -> Verdict:
    used = [profiled(CPU, flat(cpu), peak=1.0), profiled(MEMORY, flat(memory), peak=1.0)]
    found = service(digests=used, cpu=size, memory=gib)
    return verdicts(CHECK, [found], prices=PRICES)["web/api"]


def test_none_without_services() -> None:
    assert verdicts(CHECK, [resource("AWS::ECS::Cluster")]) == {}


def test_pass_with_room() -> None:
    assert judged(50, 60) == PASSED


def test_fail_memory_runs_out() -> None:
    finding = failed(judged(40, 92))
    assert finding.options[0].name == "1 vCPU, 3 GB"
    assert "memory at 9" in finding.why


def test_fail_cpu_runs_out() -> None:
    assert failed(judged(90, 50)).options[0].name == "2 vCPU, 4 GB"


def test_fail_of_the_largest_size_has_no_price() -> None:
    assert failed(judged(99, 50, "16384", "122880")).unpriced == "no size is larger"


def test_unknown_without_cpu() -> None:
    found = service(digests=[nothing(CPU), profiled(MEMORY, flat(50))])
    assert "no data" in unknown(verdicts(CHECK, [found], prices=PRICES)["web/api"])
