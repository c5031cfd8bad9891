"""Right-sizing a host that is priced by vCPU and by GB of memory, each chosen for itself.

Every figure follows from the inputs in exact decimals; people round them when they show them.
"""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from costgov.domain.money import EXACT
from costgov.domain.runs import Frozen

_QUOTIENT: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)
_HUNDRED: Final = Decimal(100)
CPU_TARGET_PERCENT: Final = Decimal(60)
MEMORY_TARGET_PERCENT: Final = Decimal(80)

type Percent = Annotated[Decimal, Field(ge=0, le=100)]
type HostFigure = Annotated[Decimal, Field(gt=0, lt=10**12, max_digits=30)]


class HostUse(Frozen):
    """A host as it is: vCPUs, GB of memory, and how much of both is in use.

    `cpu_average` and `cpu_peak` are percent of all vCPUs, `memory_used` percent of the memory.
    """

    vcpus: Annotated[int, Field(ge=1, le=1_024)]
    memory_gb: HostFigure
    cpu_average: Percent
    cpu_peak: Percent
    memory_used: Percent

    @model_validator(mode="after")
    def _no_peak_below_average(self) -> Self:
        if self.cpu_peak < self.cpu_average:
            raise ValueError(
                f"the peak of {self.cpu_peak} % lies below the average of {self.cpu_average} %"
            )
        return self


class HostPrices(Frozen):
    """What a month of one vCPU and of one GB of memory costs, in one currency."""

    per_vcpu: HostFigure
    per_gb: HostFigure
    currency: str = "USD"


class HostTargets(Frozen):
    """How much of a host should be in use: its CPU on average, its memory as it is measured."""

    cpu_percent: Annotated[Decimal, Field(gt=0, le=100)] = CPU_TARGET_PERCENT
    memory_percent: Annotated[Decimal, Field(gt=0, le=100)] = MEMORY_TARGET_PERCENT


class HostAdvice(Frozen):
    """The smallest host that meets the targets and carries the measured peak, and what it saves.

    `cpu_percent` is the average use of the new vCPUs; `margin_over_peak` how often the measured
    peak demand fits into them, None where there was none. A negative saving is a host to enlarge.
    """

    use: HostUse
    prices: HostPrices
    targets: HostTargets
    monthly_cost: Decimal
    vcpus: int
    cpu_percent: Decimal
    memory_gb: Decimal
    new_monthly_cost: Decimal
    monthly_saving: Decimal
    saving_percent: Decimal
    margin_over_peak: Decimal | None


def size_host(use: HostUse, prices: HostPrices, targets: HostTargets | None = None) -> HostAdvice:
    """The advice for a host.

    vCPUs are whole and at least one: as many as bring average use to the target or below, and not
    fewer than the peak needs. Memory is what is in use over the target, to the last digit.
    """
    targets = targets or HostTargets()
    busy = EXACT.multiply(Decimal(use.vcpus), use.cpu_average)
    peak = _divided(EXACT.multiply(Decimal(use.vcpus), use.cpu_peak), _HUNDRED)
    needed = max(_divided(busy, targets.cpu_percent), peak)
    vcpus = max(int(needed.to_integral_value(rounding=ROUND_CEILING)), 1)
    memory = _divided(EXACT.multiply(use.memory_gb, use.memory_used), targets.memory_percent)
    before = monthly_cost(Decimal(use.vcpus), use.memory_gb, prices)
    after = monthly_cost(Decimal(vcpus), memory, prices)
    saving = _QUOTIENT.subtract(before, after)
    return HostAdvice(
        use=use,
        prices=prices,
        targets=targets,
        monthly_cost=before,
        vcpus=vcpus,
        cpu_percent=_divided(busy, Decimal(vcpus)),
        memory_gb=memory,
        new_monthly_cost=after,
        monthly_saving=saving,
        saving_percent=_divided(_QUOTIENT.multiply(saving, _HUNDRED), before),
        margin_over_peak=_divided(Decimal(vcpus), peak) if peak else None,
    )


def monthly_cost(vcpus: Decimal, memory_gb: Decimal, prices: HostPrices) -> Decimal:
    """What a month of a host of this size costs."""
    cpu = _QUOTIENT.multiply(vcpus, prices.per_vcpu)
    return _QUOTIENT.add(cpu, _QUOTIENT.multiply(memory_gb, prices.per_gb))


def _divided(part: Decimal, whole: Decimal) -> Decimal:
    return _QUOTIENT.divide(part, whole)
