"""What a task on Fargate needs, vCPUs and memory apart, and the sizes that would do."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.checks._ecs import architecture, fargate_lines, on_fargate, on_spot
from costgov.checks._profile import profile
from costgov.checks.contract import Look
from costgov.domain.capacity_use import CapacityUse
from costgov.domain.demand import Demand, demand_of, risk_above
from costgov.domain.fargate import TaskSize, task_sizes
from costgov.domain.findings import Line, Option
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

CPU: Final = "CPUUtilization"
MEMORY: Final = "MemoryUtilization"
_UNITS_A_VCPU: Final = 1024
_MIB_A_GIB: Final = 1024
_SCALED: Final = "keep the targets of its scaling: they are shares of what a task is given"
_ROLLED: Final = "deploy the task definition and watch memory for a day before the next service"


@dataclass(frozen=True, slots=True)
class Tasks:
    """A service's tasks with what was measured of them."""

    service: Resource
    size: TaskSize
    number: Decimal
    cpu: CapacityUse
    memory: CapacityUse
    demand: Demand

    @property
    def memory_needed(self) -> float:
        """GiB; what is there where memory cannot be told."""
        found = self.demand.memory_gib
        return float(self.size.memory_gib) if found is None else found


def is_sized(service: Resource, look: Look) -> bool:
    """Whether it runs tasks on Fargate at on-demand prices."""
    return bool(look.number(service, "desiredCount")) and (
        on_fargate(service) and not on_spot(service)
    )


def measured(service: Resource, look: Look) -> Tasks:
    """What its tasks need by the policy in force.

    Raises:
        NotKnown: CPU or memory was measured too little.
    """
    size = TaskSize(
        look.number(service, "cpu") / _UNITS_A_VCPU, look.number(service, "memory") / _MIB_A_GIB
    )
    cpu, memory = (profile(service, metric, look) for metric in (CPU, MEMORY))
    demand = demand_of(cpu, float(size.vcpus), look.policy, memory, float(size.memory_gib))
    if not demand.enough:
        raise NotKnown(demand.reason)
    return Tasks(service, size, look.number(service, "desiredCount"), cpu, memory, demand)


def cheapest(about: Tasks, look: Look) -> TaskSize | None:
    """The cheapest size with enough of both; None where none is large enough."""
    return _cheapest(about, look, task_sizes())


def larger(about: Tasks, look: Look, *, cpu: bool, memory: bool) -> TaskSize | None:
    """The cheapest with more of what there is too little of, and less of nothing."""
    present = about.size
    return _cheapest(
        about,
        look,
        [
            size
            for size in task_sizes()
            if size.vcpus >= present.vcpus and size.memory_gib >= present.memory_gib
            if not (cpu and size.vcpus == present.vcpus)
            if not (memory and size.memory_gib == present.memory_gib)
        ],
    )


def _cheapest(about: Tasks, look: Look, sizes: Iterable[TaskSize]) -> TaskSize | None:
    fitting = [
        size
        for size in sizes
        if float(size.vcpus) >= about.demand.vcpus and float(size.memory_gib) >= about.memory_needed
    ]
    return min(fitting, key=lambda size: (_hourly(about, size, look), size.vcpus), default=None)


def lines(about: Tasks, look: Look, size: TaskSize) -> tuple[Line, ...]:
    """A month of its tasks at a size."""
    changed = {
        "cpu": str(size.vcpus * _UNITS_A_VCPU),
        "memory": str(size.memory_gib * _MIB_A_GIB),
    }
    sized = about.service.model_copy(update={"attributes": about.service.attributes | changed})
    return fargate_lines(sized, look, about.number, architecture(about.service))


def option(about: Tasks, look: Look, size: TaskSize) -> Option:
    """The size as an option."""
    share = float(100 * size.vcpus / about.size.vcpus)
    return Option(
        name=f"{size.vcpus.normalize():f} vCPU, {size.memory_gib.normalize():f} GB",
        then=lines(about, look, size),
        risk=risk_above(about.cpu, share),
        restart=True,
        why=about.demand.reason,
        before_doing=(_ROLLED, _SCALED)
        if about.service.attributes.get("ScalableTarget")
        else (_ROLLED,),
    )


def facts(about: Tasks, look: Look) -> dict[str, str]:
    """The figures that decided, in words."""
    return {
        "policy": look.policy,
        "cpu": f"mean {about.cpu.mean:.1f} %, {about.cpu.level(0.95):.1f} % at P95",
        "memory": f"mean {about.memory.mean:.1f} %, highest {about.memory.quantiles[-1]:.1f} %",
        "needs": f"{about.demand.vcpus:.2f} of {about.size.vcpus} vCPU, "
        f"{about.memory_needed:.2f} of {about.size.memory_gib} GB a task",
    }


def _hourly(about: Tasks, size: TaskSize, look: Look) -> Decimal:
    return sum(
        (
            line.quantity * look.price(line.key, about.service).amount
            for line in lines(about, look, size)
        ),
        Decimal(0),
    )
