"""The smallest safe capacity of a resource from how it was used, the risk of it, and why.

The method and what it reaches on real machines: docs/rightsizing.md.
"""

from dataclasses import dataclass
from math import exp, inf, isfinite, log
from statistics import median
from typing import Final, Literal

from costgov.domain.capacity_use import LIMIT_PERCENT, CapacityUse
from costgov.errors import InvalidInput

type PolicyName = Literal["savings", "balanced", "safe"]

_WEEK: Final = 7
_WEEKS_AHEAD: Final = 2
_ALL: Final = 100.0
# Nobody measured what comes next: no advice goes down by more than four halvings at once.
_LEAST: Final = _ALL / 16
# A load that is not the same as a week before goes down by one halving at most.
_HALF: Final = _ALL / 2
# Added to both sides before days are compared: 0.2 % after 0.1 % is no change of load.
_SLIGHT: Final = 1.0
_GROWING: Final = 1.1
_ENDS: Final = 3
# Measured: how many machines change their work in two weeks, and how busy they are then.
_CHANGING: Final = 0.1
_CHANGED_SCALE: Final = 15.0


@dataclass(frozen=True, slots=True)
class Policy:
    """How much of the load must fit, and how much evidence that takes.

    `share` of the time the five-minute average must fit with `headroom`, and so must a load that
    comes back each week; `peak_share` of the highest sample of most days must. Where a day's usual
    load differs from the same day's a week before by more than `steady_usual` (a ratio), one
    halving is the most; where its high does by more than `steady_highs`, the size is kept. `hours`
    is the least measured time, `memory` the factor on the highest use of memory.
    """

    share: float
    headroom: float
    peak_share: float
    steady_usual: float | None
    steady_highs: float | None
    hours: int
    memory: float


POLICIES: Final[dict[PolicyName, Policy]] = {
    "savings": Policy(0.98, 1.0, 0.25, None, None, 72, 1.1),
    "balanced": Policy(0.98, 1.05, 0.25, 1.25, None, 168, 1.2),
    "safe": Policy(0.995, 1.3, 0.4, 1.25, 2.0, 168, 1.3),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """The smallest safe capacity; `risk` is the expected share of the next two weeks above it.

    `vcpus` is continuous and may lie above the present size; `memory_gib` is None where the
    present memory is not known. `enough` is whether there was evidence to go below the present
    size at all; `reason` says what decided.
    """

    vcpus: float
    memory_gib: float | None
    risk: float
    reason: str
    enough: bool = True


@dataclass(frozen=True, slots=True)
class _Need:
    """What of the present size is needed, in percent, and why."""

    percent: float
    reason: str
    enough: bool = True


def demand_of(
    use: CapacityUse | None,
    vcpus: float,
    policy: PolicyName | Policy = "balanced",
    memory: CapacityUse | None = None,
    memory_gib: float | None = None,
) -> Demand:
    """The smallest safe size of what has `vcpus` and `memory_gib` and was used like this.

    Too little evidence keeps the present size and says so; without memory data memory stays.

    Raises:
        InvalidInput: the policy is none of ours, or a size is not a positive number.
    """
    rules = _rules(policy)
    for name, size in (("vcpus", vcpus), ("memory_gib", memory_gib)):
        if size is not None and not (isfinite(size) and size > 0):
            raise InvalidInput(f"{name} is {size}, not a positive number")
    need = _processor(use, rules)
    room, why = _memory(memory, rules) if memory_gib is not None else (None, "")
    return Demand(
        vcpus=vcpus * need.percent / _ALL,
        memory_gib=None if memory_gib is None or room is None else memory_gib * room / _ALL,
        risk=risk_above(use, need.percent),
        reason=f"{need.reason}; {why}" if why else need.reason,
        enough=need.enough,
    )


def _rules(policy: str | Policy) -> Policy:
    if isinstance(policy, Policy):
        return policy
    for name, rules in POLICIES.items():
        if name == policy:
            return rules
    raise InvalidInput(f"policy {policy!r} is none of {', '.join(POLICIES)}")


def _processor(use: CapacityUse | None, rules: Policy) -> _Need:
    if use is None:
        return _Need(_ALL, "nothing was measured: the size is kept", enough=False)
    need = _beyond(use, rules, _fitting(use, rules))
    if need.percent > _ALL:
        return need
    if use.hours < rules.hours:
        said = f"{use.hours:.0f} of at least {rules.hours} hours were measured: the size is kept"
        return _Need(_ALL, said, enough=False)
    return _steadied(use, rules, need)


def _fitting(use: CapacityUse, rules: Policy) -> _Need:
    """What must fit within the present size: the greatest of all that counts."""
    spare = f" with {_said(rules.headroom - 1)} to spare" if rules.headroom > 1 else ""
    level, peak, again = use.level(rules.share), _usual_peak(use), use.recurring or 0.0
    needs = [
        _Need(
            level * rules.headroom, f"{_said(rules.share)} of the time fits {level:.1f} %{spare}"
        ),
        _Need(again * rules.headroom, f"{again:.1f} % comes back at its hour of the week{spare}"),
        _Need(
            peak * rules.peak_share,
            f"most days peak at {peak:.0f} %, of which {_said(rules.peak_share)} must fit",
        ),
        _Need(use.mean, f"the mean load is {use.mean:.1f} %"),
        _Need(_LEAST, "four halvings at once are the most"),
    ]
    need = max(needs, key=lambda one: one.percent)
    return need if need.percent < _ALL else _Need(_ALL, f"{need.reason}: the size fits")


def _beyond(use: CapacityUse, rules: Policy, need: _Need) -> _Need:
    """More where the load grows or its limit is reached."""
    if rise := _weekly_rise(use):
        grown = need.percent + _WEEKS_AHEAD * rise * rules.headroom
        need = _Need(grown, f"{need.reason}, and each week adds {rise:.1f} points")
    if use.at_limit > 1 - rules.share:
        least = _ALL * rules.headroom * (1 + use.at_limit)
        said = f"at its limit for {_said(use.at_limit)} of the time: it wants more, at least this"
        need = _Need(max(least, need.percent), said)
    return need


def _steadied(use: CapacityUse, rules: Policy, need: _Need) -> _Need:
    """Less is taken away where the two weeks were not alike."""
    if rules.steady_highs and _change(use.day_highs) > log(rules.steady_highs):
        return _Need(_ALL, f"{_unlike(use)} at their highest: the size is kept")
    unsteady = rules.steady_usual and _change(use.day_usual) > log(rules.steady_usual)
    if unsteady and need.percent < _HALF:
        return _Need(_HALF, f"{_unlike(use)}: half at most is taken away")
    return need


def _unlike(use: CapacityUse) -> str:
    if _pairs(use.day_usual):
        return "days were not like those a week before"
    return "no day was measured a week before another"


def _said(share: float) -> str:
    return f"{100 * share:.3g} %"


def _usual_peak(use: CapacityUse) -> float:
    """The highest sample that about seven days of ten reach."""
    peaks = sorted(peak for peak in use.day_peaks if peak is not None)
    return peaks[round(0.3 * (len(peaks) - 1))] if peaks else use.quantiles[-1]


def _pairs(days: tuple[float | None, ...]) -> list[tuple[float, float]]:
    """Each day of the last week with the same day of the week before, where both were measured."""
    earlier, later = days[:-_WEEK][-_WEEK:], days[_WEEK:][-_WEEK:]
    return [
        (before, after)
        for before, after in zip(earlier, later, strict=True)
        if before is not None and after is not None
    ]


def _change(days: tuple[float | None, ...]) -> float:
    """The greatest change against the week before as a logarithm; infinite if there is none."""
    changes = [abs(log((after + _SLIGHT) / (before + _SLIGHT))) for before, after in _pairs(days)]
    return max(changes, default=inf)


def _weekly_rise(use: CapacityUse) -> float:
    """By how many points a week the load grows; 0 unless that is plain.

    Every day is clearly above the same day a week before, and both weeks end higher than they
    began: a step to a new level is no growth.
    """
    pairs = _pairs(use.day_usual)
    if len(pairs) < _WEEK:
        return 0.0
    rise = median(after - before for before, after in pairs)
    for week in zip(*pairs, strict=True):
        if sum(week[-_ENDS:]) - sum(week[:_ENDS]) < _ENDS * rise / 4:
            return 0.0
    if any(after + _SLIGHT < (before + _SLIGHT) * _GROWING for before, after in pairs):
        return 0.0
    return rise


def _memory(use: CapacityUse | None, rules: Policy) -> tuple[float, str]:
    """How much of the present memory is needed in percent; memory that runs out stops the work."""
    if use is None:
        return _ALL, "memory is not measured and stays as it is"
    highest = max([use.quantiles[-1], *(peak for peak in use.day_peaks if peak is not None)])
    if highest <= 0:
        return _ALL, "memory is told to be empty, which it never is: it stays as it is"
    need = (highest + _WEEKS_AHEAD * _weekly_rise(use)) * rules.memory
    said = f"memory was used up to {highest:.1f} %"
    if highest < LIMIT_PERCENT and not _weekly_rise(use):
        need = min(need, _ALL)
    if use.hours < rules.hours and need < _ALL:
        return _ALL, f"memory was measured for {use.hours:.0f} hours only and stays as it is"
    return max(need, _LEAST), said


def risk_above(use: CapacityUse | None, percent: float) -> float:
    """The expected share of the next two weeks with an average demand above this much.

    In percent of the present size. Nine machines of ten go on as they did; the tenth changes its
    work, and is then above s percent for exp(-s / 15) of the time. Both numbers were measured on
    real machines (docs/rightsizing.md). How much more is wanted of what is at its limit cannot be
    seen; what was done there is taken to be done on more in as much less time.
    """
    changed = exp(-max(percent, 0.0) / _CHANGED_SCALE)
    if use is None:
        return changed
    above = use.share_above(percent)
    if percent >= LIMIT_PERCENT:
        above = use.at_limit * min(_ALL / percent, 1.0)
    return (1 - _CHANGING) * above + _CHANGING * changed
