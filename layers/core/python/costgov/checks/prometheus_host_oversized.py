"""A host is given more vCPUs or memory than it uses; each is chosen for itself."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.demand import risk_above
from costgov.domain.findings import PASSED, Action, Failed, Level, Line, Option, Verdict
from costgov.domain.host_sizing import HostAdvice, HostPrices, HostUse, size_host
from costgov.domain.hosts import HOST, MEMORY_GIB, MEMORY_PRICE, VCPU_PRICE, VCPUS
from costgov.domain.resources import MetricDigest, Resource
from costgov.errors import NotKnown

_CPU: Final = "CPUUtilization"
_MEMORY: Final = "mem_used_percent"
_MOST_VCPUS: Final = 1_024

META: Final = Meta(
    id="prometheus_host_oversized",
    title="Host is larger than its use",
    why="A host costs by the vCPUs and the memory it is given, whatever it uses of them.",
    kinds=(HOST,),
    action=Action.RESIZE,
    severity=Level.MEDIUM,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    reversible=True,
    iam=(),
    docs="https://prometheus.io/docs/guides/node-exporter/",
    metrics=(_CPU, _MEMORY),
    window_days=7,
    thresholds=thresholds(
        least_percent=("5", "%", "savings below this share of the cost are not worth a restart"),
    ),
)


def evaluate(host: Resource, look: Look) -> Verdict:
    """UNKNOWN without its size, a price of vCPUs and memory, or enough of both measured."""
    cpu, memory = (look.digest(host, metric) for metric in (_CPU, _MEMORY))
    prices = HostPrices(
        per_vcpu=look.price(VCPU_PRICE, host).amount, per_gb=look.price(MEMORY_PRICE, host).amount
    )
    advice = size_host(_use(host, look, cpu, memory), prices)
    if advice.saving_percent < look.setting("least_percent"):
        return PASSED
    use, then = advice.use, _lines(advice.vcpus, advice.memory_gb)
    option = Option(
        name=f"{advice.vcpus} vCPU, {advice.memory_gb:.2f} GB",
        then=then,
        risk=risk_above(cpu.use, 100 * advice.vcpus / use.vcpus),
        restart=True,
        why=f"CPU {advice.cpu_percent:.1f} % on average, memory {advice.targets.memory_percent} %",
    )
    return Failed(
        why=f"CPU {use.cpu_average:.1f} % on average and {use.cpu_peak:.1f} % at most, memory "
        f"{use.memory_used:.1f} % at most: {option.name} would do.",
        now=_lines(use.vcpus, use.memory_gb),
        then=then,
        facts=_facts(advice),
        options=(option,),
    )


def _use(host: Resource, look: Look, cpu: MetricDigest, memory: MetricDigest) -> HostUse:
    vcpus, memory_gib = look.number(host, VCPUS), look.number(host, MEMORY_GIB)
    if vcpus != vcpus.to_integral_value() or not 1 <= vcpus <= _MOST_VCPUS or memory_gib <= 0:
        raise NotKnown(f"{vcpus} vCPUs and {memory_gib} GiB are no size of a host")
    if cpu.avg is None or cpu.max is None or memory.max is None:
        raise NotKnown("the average or the highest use was not told")
    # Rounding of a rate shows a little more than all there is.
    average, peak, used = (min(one, Decimal(100)) for one in (cpu.avg, cpu.max, memory.max))
    return HostUse(
        vcpus=int(vcpus),
        memory_gb=memory_gib,
        cpu_average=average,
        cpu_peak=max(peak, average),
        memory_used=used,
    )


def _lines(vcpus: int, memory: Decimal) -> tuple[Line, ...]:
    return (Line(VCPU_PRICE, Decimal(vcpus)), Line(MEMORY_PRICE, memory))


def _facts(advice: HostAdvice) -> dict[str, str]:
    margin = advice.margin_over_peak
    return {
        "vCPU": f"{advice.use.vcpus} to {advice.vcpus}",
        "memory": f"{advice.use.memory_gb} to {advice.memory_gb:.2f} GB",
        "over the peak": "nothing ran" if margin is None else f"{margin:.2f} times",
    }
