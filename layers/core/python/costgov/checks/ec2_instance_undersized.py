"""An instance wants more than it has: it is at its limit, or on empty CPU credits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from costgov.checks._instance_sizing import (
    Measured,
    facts,
    measured,
    on_empty_credits,
    options,
    rungs,
)
from costgov.checks._instances import instance_line
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.burstable import baseline_percent
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.domain.sizing import Candidate, cheapest

META: Final = Meta(
    id="ec2_instance_undersized",
    title="EC2 instance is too small for its load",
    why="Work waits for an instance that is at its limit, which costs more than the next size.",
    kinds=("AWS::EC2::Instance",),
    action=Action.RESIZE,
    severity=Level.HIGH,
    effort=Level.MEDIUM,
    risk=Level.LOW,
    reversible=True,
    iam=("cloudwatch:GetMetricData", "ec2:DescribeInstances"),
    docs="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html",
    metrics=("CPUUtilization",),
    window_days=7,
    thresholds=thresholds(
        cpu_percent=("80", "% of CPU", "at P95 from here on it is too small"),
        memory_percent=("85", "% of memory", "at P95 from here on it is too small"),
        brief_percent=("10", "% of time", "all there is of CPU for less is a job nobody waits for"),
    ),
)

# A baseline counts as reached a little below it, by what is exceeded for half an hour a day.
_MOST_TIME: Final = 0.98
_NEARLY: Final = 0.9


def evaluate(instance: Resource, look: Look) -> Verdict:
    """UNKNOWN where CPU was measured too little, or somebody else sets the size."""
    if instance.state != "running":
        return PASSED
    about = measured(instance, look)
    short = _short_of(about, look)
    if short is None:
        return PASSED
    best = options(about, cheapest(_larger(about, look, short), about.present, about.needed))
    if not best:
        why = f"{short.why}; no type of the region is larger."
        return Failed(why=why, unpriced="no type is larger")
    return Failed(
        why=f"{short.why}: {best[0].name} is the least that would do.",
        now=(instance_line(instance),),
        then=best[0].then,
        facts=facts(about, look),
        options=best,
    )


@dataclass(frozen=True, slots=True)
class _Short:
    """What it runs out of, and that in words."""

    of: Literal["CPU", "memory", "credits"]
    why: str


def _larger(about: Measured, look: Look, short: _Short) -> Iterator[Candidate]:
    """Types with more of what it runs out of and less of nothing."""
    present = about.present
    for one in rungs(about.instance, look):
        more = {
            "CPU": one.type.vcpus > present.vcpus,
            "memory": one.type.memory_gib > present.memory_gib,
            "credits": not one.type.burstable,
        }
        no_less = one.type.vcpus >= present.vcpus and one.type.memory_gib >= present.memory_gib
        if no_less and more[short.of]:
            yield one


def _lives_beyond_credits(about: Measured) -> bool:
    """Whether credits ran out by use: who never reaches the baseline has merely begun with none."""
    baseline = baseline_percent(about.present.name)
    return on_empty_credits(about.instance, about.present) and (
        baseline is None or about.cpu.level(_MOST_TIME) >= baseline * _NEARLY
    )


def _is_brief(about: Measured, look: Look) -> bool:
    """Whether it works hard for an hour or two a day only, as a nightly job does."""
    rest = about.cpu.level(1 - float(look.setting("brief_percent")) / 100)
    return rest < look.setting("cpu_percent") / 2


def _short_of(about: Measured, look: Look) -> _Short | None:
    cpu, memory = about.cpu.level(0.95), about.memory.level(0.95) if about.memory else None
    if _lives_beyond_credits(about):
        name = about.present.name
        return _Short(
            "credits",
            f"{name} has used up its CPU credits: more than its baseline is slowed down, or charged"
            " for in unlimited mode",
        )
    wanted = about.demand.vcpus > about.present.vcpus or cpu >= look.setting("cpu_percent")
    if wanted and not _is_brief(about, look):
        return _Short("CPU", f"CPU is at {cpu:.0f} % or more for 5 % of the time")
    if memory is not None and memory >= look.setting("memory_percent"):
        return _Short("memory", f"memory is at {memory:.0f} % or more for 5 % of the time")
    return None
