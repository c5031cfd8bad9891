"""What an instance needs, and the types that would do: shared by the checks of its size."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import Final

from costgov.checks._ebs import attached_to
from costgov.checks._instances import instance_key, instance_line
from costgov.checks._profile import profile
from costgov.checks.contract import Look
from costgov.domain.capacity_use import CapacityUse
from costgov.domain.demand import POLICIES, Demand, demand_of, risk_above
from costgov.domain.findings import Option
from costgov.domain.instance_types import InstanceType
from costgov.domain.resources import Resource
from costgov.domain.sizing import Candidate, Needed, ladder
from costgov.errors import NotKnown

CPU: Final = "CPUUtilization"
_USED: Final = "mem_used_percent"
# Of memory and paging files together, as Windows tells it: half of that may be all of the memory.
_COMMITTED: Final = "Memory % Committed Bytes In Use"
_CREDITS: Final = "CPUCreditBalance"
# Less than an hour's worth of a full core, and it runs at its baseline.
_NO_CREDITS: Final = Decimal(60)
_BITS: Final = Decimal(8) / Decimal(10**9)
_MEGA: Final = Decimal(10**6)
_SPARE: Final = Decimal("1.2")
_GRAVITON: Final = (
    "check that the operating system image, agents and every dependency exist for arm64",
    "measure one instance beside the others before all are changed",
)

_LOCAL_DISKS: Final = "copy what is on its instance store: it is gone once the instance stops"


@dataclass(frozen=True, slots=True)
class Measured:
    """An instance with what was measured of it."""

    instance: Resource
    present: InstanceType
    cpu: CapacityUse
    memory: CapacityUse | None
    demand: Demand
    needed: Needed


def measured(instance: Resource, look: Look) -> Measured:
    """What a running instance needs by the policy in force.

    Raises:
        NotKnown: it is not sized one by one, or there is too little evidence.
    """
    if instance.managed_by:
        raise NotKnown(f"its size is set by {instance.managed_by}: sized as a group")
    return look.once(("measured", instance.arn), lambda: _measured(instance, look))


def measured_members(members: Sequence[Resource], look: Look) -> list[Measured]:
    """What each running member of a group needs, of those with enough evidence.

    Raises:
        NotKnown: fewer than half of them can be told, or they are of several types.
    """
    types = {one.instance_type for one in members}
    if len(types) > 1:
        raise NotKnown(f"its instances are of {len(types)} types")
    found: list[Measured] = []
    reasons: list[str] = []
    for one in members:
        try:
            found.append(_measured(one, look))
        except NotKnown as error:
            reasons.append(str(error))
    if 2 * len(found) < len(members) or not found:
        of = f"{len(found)} of {len(members)} running instances can be judged"
        raise NotKnown(f"{of}: {reasons[0]}" if reasons else of)
    return found


def _measured(instance: Resource, look: Look) -> Measured:
    if instance.lifecycle != "on-demand":
        raise NotKnown(f"it runs as {instance.lifecycle}, at another price than on demand")
    present = look.catalogue.get(instance.instance_type or "", instance.region)
    if present.accelerators:
        raise NotKnown("how busy its GPUs or other accelerators are is not measured")
    cpu = profile(instance, CPU, look)
    memory = _memory(instance, look)
    demand = demand_of(cpu, present.vcpus, look.policy, memory, present.memory_gib)
    if not demand.enough:
        raise NotKnown(demand.reason)
    mean = cpu.mean * present.vcpus / 100
    needed = _needed(instance, look, present, demand, mean)
    return Measured(instance, present, cpu, memory, demand, needed)


def on_empty_credits(instance: Resource, present: InstanceType) -> bool:
    """Whether a burstable instance ran out of credits: what it shows is its baseline."""
    if not present.burstable:
        return False
    found = next((one for one in instance.digests if one.metric == _CREDITS), None)
    if found is None or found.min is None:
        raise NotKnown("whether it runs out of CPU credits was not measured")
    return found.min < _NO_CREDITS


def rungs(instance: Resource, look: Look) -> tuple[Candidate, ...]:
    """The types of its region with what they cost on its operating system, the cheapest first."""
    system = instance_key(instance, "").rpartition("/")[2]

    def made() -> tuple[Candidate, ...]:
        return ladder(
            look.catalogue.offered(instance.region),
            lambda one: look.price(instance_key(instance, one.name), instance).amount,
        )

    return look.once(("rungs", instance.region, system), made)


def smaller(about: Measured, look: Look, least_percent: Decimal) -> Iterator[Candidate]:
    """Types with less of something that cost less by a share; the same size is no matter of size.

    `least_percent` is the share of the price that must be saved.
    """
    price = look.price(instance_key(about.instance), about.instance).amount
    most = price * (1 - least_percent / 100)
    for one in takewhile(lambda each: each.hourly <= most, rungs(about.instance, look)):
        kind, present = one.type, about.present
        if kind.vcpus < present.vcpus or kind.memory_gib < present.memory_gib:
            yield one


def options(about: Measured, found: Iterable[Candidate]) -> tuple[Option, ...]:
    """The types as options, each with its price and the risk that it is too small."""
    return tuple(_option(about, one) for one in found)


def facts(about: Measured, look: Look) -> dict[str, str]:
    """The figures that decided, in words."""
    rules = POLICIES[look.policy]
    said = {
        "policy": f"{look.policy}: {rules.share:.1%} of the time must fit, {rules.headroom} times",
        "cpu": f"mean {about.cpu.mean:.1f} %, {about.cpu.level(0.95):.1f} % at P95",
        "needs": f"{about.demand.vcpus:.2f} of {about.present.vcpus} vCPU, "
        f"{about.needed.memory_gib:.1f} of {about.present.memory_gib:.1f} GiB",
        "because": about.demand.reason,
        "measured": f"{about.cpu.hours / 24:.1f} days to {about.cpu.until:%Y-%m-%d}",
    }
    if about.memory:
        said["memory"] = (
            f"mean {about.memory.mean:.1f} %, highest {about.memory.quantiles[-1]:.1f} %"
        )
        if not _is_measured(about.instance, _USED):
            said["memory"] += " of memory and paging files together: memory is not made less"
    return said


def _option(about: Measured, one: Candidate) -> Option:
    share = 100 * one.type.vcpus / about.present.vcpus
    is_other = one.type.architecture != about.present.architecture
    before = [_LOCAL_DISKS] if about.present.local_storage_gb else []
    if is_other and one.type.architecture == "arm64":
        before += _GRAVITON
    return Option(
        name=one.type.name,
        then=(instance_line(about.instance, one.type.name),),
        risk=risk_above(about.cpu, share),
        restart=True,
        why=f"{one.type.vcpus} vCPU, {one.type.memory_gib:g} GiB, ${one.hourly} an hour",
        before_doing=tuple(before),
    )


def _memory(instance: Resource, look: Look) -> CapacityUse | None:
    """None where no agent publishes it: then memory stays as it is."""
    for metric in (_USED, _COMMITTED):
        if _is_measured(instance, metric):
            return profile(instance, metric, look)
    return None


def _is_measured(instance: Resource, metric: str) -> bool:
    found = next((one for one in instance.digests if one.metric == metric), None)
    return found is not None and found.state == "measured"


def _needed(
    instance: Resource, look: Look, present: InstanceType, demand: Demand, mean_vcpus: float
) -> Needed:
    memory = present.memory_gib if demand.memory_gib is None else demand.memory_gib
    if not _is_measured(instance, _USED):
        memory = max(memory, present.memory_gib)
    network = [_rate(instance, name) for name in ("NetworkIn", "NetworkOut")]
    known = [rate for rate in network if rate is not None]
    return Needed(
        vcpus=demand.vcpus,
        mean_vcpus=mean_vcpus * float(_SPARE),
        memory_gib=memory,
        network_gbps=float(max(known) * _BITS * _SPARE) if len(known) == len(network) else None,
        ebs_mbps=_of_volumes(instance, look, ("VolumeReadBytes", "VolumeWriteBytes"), _MEGA),
        ebs_iops=_of_volumes(instance, look, ("VolumeReadOps", "VolumeWriteOps"), Decimal(1)),
    )


def _rate(instance: Resource, metric: str) -> Decimal | None:
    """The highest hourly rate per second of a count."""
    found = next((one for one in instance.digests if one.metric == metric), None)
    return found.max if found is not None and found.state != "no data" else None


def _of_volumes(
    instance: Resource, look: Look, metrics: tuple[str, ...], unit: Decimal
) -> float | None:
    """The highest rates of the instance's volumes, added up; None unless all were measured."""
    volumes = look.estate.related("AWS::EC2::Volume", attached_to, instance.id)
    rates = [_rate(volume, metric) for volume in volumes for metric in metrics]
    known = [rate for rate in rates if rate is not None]
    if not volumes or len(known) < len(rates):
        return None
    return float(sum(known, Decimal(0)) * _SPARE / unit)
