"""Hosts that are priced by vCPU and by GB of memory, and what their measures advise.

On-premises machines and private clouds: what they use is told by measures, one value a day.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from costgov.domain.findings import Action, Finding, Level, NoAdvice, Saving, Subject
from costgov.domain.host_sizing import (
    HostAdvice,
    HostPrices,
    HostTargets,
    HostUse,
    size_host,
)
from costgov.domain.measures import MeasureName
from costgov.domain.money import display
from costgov.domain.runs import Frozen
from costgov.errors import NotKnown

CHECK: Final = "host_sizing"
"""The name of the advice among those of checks."""

KIND: Final = "Host"
WINDOW_DAYS: Final = 14
ENOUGH_DAYS: Final = 7
# Of the cost: what is worth a change, and what is a lack of something.
_LEAST_SAVING, _LEAST_LACK = Decimal("0.05"), Decimal("0.01")
_ROOMY: Final = Decimal("1.25")
_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)

type Size = Annotated[Decimal, Field(gt=0, lt=10**6, max_digits=20)]


class HostPlan(Frozen):
    """A host of an account, its prices a month, and the measures of its use.

    `cpu` is the average use of all its vCPUs on a day in percent, `cpu_peak` the highest (the
    highest day of `cpu` where there is none), `memory` what is used of its memory in percent.
    """

    name: MeasureName
    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    owner: Annotated[str, Field(max_length=256)] = ""
    vcpus: Annotated[int, Field(ge=1, le=1_024)]
    memory_gb: Size
    prices: HostPrices
    targets: HostTargets = HostTargets()
    cpu: MeasureName
    cpu_peak: MeasureName | None = None
    memory: MeasureName
    effort: Level = Level.MEDIUM

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that it names."""
        return tuple(name for name in (self.cpu, self.cpu_peak, self.memory) if name)

    @property
    def subject(self) -> Subject:
        """The host as findings name it."""
        return Subject(
            id=self.name,
            arn=f"host:{self.account}:{self.name}",
            kind=KIND,
            account_id=self.account,
            region="on-premises",
            name=self.name,
            owner=self.owner or None,
        )


def host_finding(
    plan: HostPlan, values: dict[str, Sequence[Decimal]], as_of: date
) -> Finding | NoAdvice | None:
    """What the last fortnight of its measures advises; None where it is the right size.

    Args:
        plan: the host.
        values: the daily values of each measure over WINDOW_DAYS.
        as_of: the day after them.
    """
    try:
        use = _use(plan, values)
    except NotKnown as error:
        return NoAdvice(check=CHECK, subject=plan.subject, reason=str(error))
    advice = size_host(use, plan.prices, plan.targets)
    change = advice.monthly_saving / advice.monthly_cost
    if -_LEAST_LACK < change < _LEAST_SAVING:
        return None
    return _finding(plan, advice, min(len(values[name]) for name in plan.measures), as_of)


def _use(plan: HostPlan, values: dict[str, Sequence[Decimal]]) -> HostUse:
    for name in plan.measures:
        found = values.get(name, ())
        if len(found) < ENOUGH_DAYS:
            raise NotKnown(f"measure {name} has {len(found)} of {ENOUGH_DAYS} days")
        if not all(0 <= value <= _HUNDRED for value in found):
            raise NotKnown(f"measure {name} is no percentage: it goes beyond 0 to 100")
    cpu = values[plan.cpu]
    average = sum(cpu, Decimal(0)) / len(cpu)
    peak = max(values[plan.cpu_peak] if plan.cpu_peak else cpu)
    return HostUse(
        vcpus=plan.vcpus,
        memory_gb=plan.memory_gb,
        cpu_average=average,
        cpu_peak=max(peak, average),
        memory_used=max(values[plan.memory]),
    )


def _finding(plan: HostPlan, advice: HostAdvice, days: int, as_of: date) -> Finding:
    use, margin = advice.use, advice.margin_over_peak
    roomy = margin is None or margin >= _ROOMY
    larger = advice.monthly_saving < 0
    fits = "" if margin is None else f", {margin:.2f} times the peak"
    return Finding(
        check=CHECK,
        subject=plan.subject,
        title="Host is too small" if larger else "Host is larger than its use",
        why=f"CPU {use.cpu_average:.1f} % on average and {use.cpu_peak:.1f} % at most, memory "
        f"{use.memory_used:.1f} %: {advice.vcpus} vCPU ({advice.cpu_percent:.1f} %{fits}) and "
        f"{advice.memory_gb:.2f} GB do.",
        action=Action.RESIZE,
        severity=Level.HIGH if larger else Level.MEDIUM,
        effort=plan.effort,
        risk=Level.LOW if roomy else Level.MEDIUM,
        reversible=True,
        saving=_saving(plan, advice, as_of),
        monthly_cost=advice.monthly_cost,
        facts={
            "vCPU": f"{use.vcpus} → {advice.vcpus}",
            "memory": f"{use.memory_gb} → {advice.memory_gb:.2f} GB",
            "targets": f"CPU {plan.targets.cpu_percent} %, memory {plan.targets.memory_percent} %",
        },
        confidence=float(round(Decimal(min(days, WINDOW_DAYS)) / WINDOW_DAYS, 2)),
        confidence_why="" if days >= WINDOW_DAYS else f"{days} of {WINDOW_DAYS} days are known",
        as_of=as_of,
    )


def _saving(plan: HostPlan, advice: HostAdvice, as_of: date) -> Saving:
    prices, use = plan.prices, advice.use
    before, after, saved = (
        display(one, prices.currency)
        for one in (advice.monthly_cost, advice.new_monthly_cost, advice.monthly_saving)
    )
    amount = advice.monthly_saving.quantize(_CENT)
    return Saving(
        amount=amount,
        low=amount,
        high=amount,
        gross=amount,
        currency=prices.currency,
        basis="list price",
        arithmetic=f"{use.vcpus} vCPU x {prices.per_vcpu} + {use.memory_gb} GB x "
        f"{prices.per_gb} = {before}, less {advice.vcpus} vCPU and {advice.memory_gb:.2f} GB = "
        f"{after}: {saved} a month ({advice.saving_percent:.1f} %)",
        prices_as_of=as_of,
    )
