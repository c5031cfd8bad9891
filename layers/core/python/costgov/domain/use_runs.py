"""How long a load stayed above a level without a break."""

from collections.abc import Sequence
from itertools import pairwise


def is_regular(starts: Sequence[int], period_seconds: int) -> bool:
    """Whether no period is missing between the first and the last (at least one, in order)."""
    return [*starts] == [*range(starts[0], starts[-1] + 1, period_seconds)]


def longest_runs(
    starts: Sequence[int], averages: Sequence[float], period_seconds: int, levels: Sequence[float]
) -> tuple[int, ...]:
    """Minutes in a row above each level (at least 0); a gap ends a run."""
    if not is_regular(starts, period_seconds):
        averages = _parted(starts, averages, period_seconds)
    highest = max(averages)
    above = ([one > level for one in averages] if highest > level else () for level in levels)
    return tuple([_longest(one) * period_seconds // 60 for one in above])


def _longest(above: Sequence[bool]) -> int:
    """How many in a row at most; runs are parted as words are by commas."""
    return max(map(len, bytes(above).split(b"\0")))


def _parted(
    starts: Sequence[int], averages: Sequence[float], period_seconds: int
) -> Sequence[float]:
    """The averages with a zero in each gap."""
    parted = [averages[0]]
    for (earlier, later), average in zip(pairwise(starts), averages[1:], strict=True):
        if later - earlier > period_seconds:
            parted.append(0.0)
        parted.append(average)
    return parted
