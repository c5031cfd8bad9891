"""From flagged days to events: runs of days, one event per cause, carried on from run to run.

Everything about an event's beginning is decided from data up to its first day, so tomorrow's data
extends or closes an event and never turns it into another one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Literal

import numpy as np
import pandas as pd

from costgov.analysis.arrays import Floats
from costgov.domain.costs import ACCOUNT, SERVICE, TOTAL
from costgov.domain.insights import AnomalyEvent
from costgov.domain.keys import value_key
from costgov.pipeline.analyse_known import EXPLAINS, Acceptance, Judged, Verdict
from costgov.pipeline.analyse_series import Series

# A part may be noticed so much later than the whole it explains.
NOTICED_WITHIN = timedelta(days=2)
# Which of two descriptions of one cause is kept: the most specific.
_RANK = {SERVICE: 0, ACCOUNT: 1, TOTAL: 2}

RESTATED = "closed: by what is known since, its days are no event of their own any more"

type Part = Callable[[str, str, date], float]
"""(service, account, day) → the service's excess within the account on that day."""


type Judge = Callable[[Series, Verdict], Judged]
"""What is known of a flagged day of a series."""


@dataclass(frozen=True, slots=True)
class Episode:
    """Consecutive flagged days of one series on the same side of what was expected, of which the
    same is known beforehand."""

    series: Series
    verdicts: tuple[Verdict, ...]
    accepted: Acceptance | None = None
    because: tuple[str, ...] = ()

    @property
    def start(self) -> date:
        """The first day."""
        return self.verdicts[0].day

    @property
    def end(self) -> date:
        """The last day so far."""
        return self.verdicts[-1].day

    @property
    def direction(self) -> Literal["rise", "drop"]:
        """Which side."""
        return self.verdicts[0].direction

    @property
    def excess(self) -> float:
        """How much more (or less) than expected its days cost together."""
        return sum(verdict.excess for verdict in self.verdicts)

    @property
    def worst(self) -> Verdict:
        """The day with the largest excess."""
        return max(self.verdicts, key=lambda verdict: abs(verdict.excess))

    def excess_on(self, day: date) -> float:
        """The day's excess; 0 on a day that is not part of the episode."""
        return next((verdict.excess for verdict in self.verdicts if verdict.day == day), 0.0)

    def id(self, currency: str) -> str:
        """The same for the same beginning, whichever run finds it."""
        key = value_key(self.series.value)
        text = f"{currency}#{self.series.dimension}#{key}#{self.start}#{self.direction}"
        return sha256(text.encode()).hexdigest()[:16]


def unknown(_series: Series, verdict: Verdict) -> Judged:
    """Nothing is known beforehand."""
    return Judged(verdict)


def episodes(
    verdicts: pd.DataFrame, series: Iterable[Series], judge: Judge = unknown
) -> list[Episode]:
    """Merge the flagged days of a `detect` frame; a usual day between separates."""
    by_id = {one.id: one for one in series}
    found: list[Episode] = []
    for name, rows in verdicts.groupby("unique_id", sort=False):
        own = by_id[str(name)]
        for run in _runs(rows.sort_values("ds")):
            found += _known_apart(own, [judge(own, verdict) for verdict in run])
    return found


def _known_apart(series: Series, run: Sequence[Judged]) -> Iterator[Episode]:
    """A run of days, cut where something else is known of them."""
    for accepted, days in groupby(run, key=lambda judged: judged.accepted):
        judged = list(days)
        because = dict.fromkeys(one.because for one in judged if one.because)
        yield Episode(series, tuple(one.verdict for one in judged), accepted, tuple(because))


def _runs(rows: pd.DataFrame) -> Iterator[tuple[Verdict, ...]]:
    days = rows["ds"].dt.date
    figures = rows[["y", "expected", "lo", "hi", "score"]].to_numpy(float)
    flagged = rows["is_anomaly"].to_numpy(bool)
    excess = figures[:, 0] - figures[:, 1]
    side = _bridged(np.where(flagged, np.sign(excess), 0.0), excess)
    edges = np.flatnonzero(np.diff(side, prepend=0, append=0))
    for first, last in pairwise(edges):
        if side[first]:
            yield tuple(
                Verdict(days.iloc[row], *figures[row].tolist()) for row in range(first, last)
            )


def _bridged(side: Floats, excess: Floats) -> Floats:
    """A day between two flagged ones joins them when its own excess is half of theirs or more."""
    before, after = side[:-2], side[2:]
    least = EXPLAINS * np.minimum(np.abs(excess[:-2]), np.abs(excess[2:]))
    joins = (side[1:-1] == 0) & (before != 0) & (before == after)
    joins &= excess[1:-1] * before >= least
    joined = side.copy()
    joined[1:-1] = np.where(joins, before, side[1:-1])
    return joined


def one_per_cause(found: Iterable[Episode], part: Part) -> list[Episode]:
    """Fold episodes that tell of the same money, as a service's and the total's often do.

    An episode is folded into those under way on its first day when they explain at least half of
    its excess then, or it of theirs when they began shortly before.
    """
    kept: list[Episode] = []
    for episode in sorted(found, key=_order):
        active = [
            other
            for other in kept
            if other.direction == episode.direction
            and other.series.dimension != episode.series.dimension
            and other.excess_on(episode.start)
        ]
        if not _told_already(episode, active, part):
            kept.append(episode)
    return kept


def _order(episode: Episode) -> tuple[date, int, float, str]:
    rank = _RANK[episode.series.dimension]
    return episode.start, rank, -abs(episode.verdicts[0].excess), episode.series.id


def _told_already(episode: Episode, active: Sequence[Episode], part: Part) -> bool:
    day, rank = episode.start, _RANK[episode.series.dimension]
    whole = abs(episode.excess_on(day))
    finer = [other for other in active if _RANK[other.series.dimension] < rank]
    for dimension in (SERVICE, ACCOUNT):
        parts = (
            _shared(other, episode, day, part)
            for other in finer
            if other.series.dimension == dimension
        )
        if abs(sum(parts)) >= EXPLAINS * whole:
            return True
    return any(
        abs(_shared(episode, other, day, part)) >= EXPLAINS * abs(other.excess_on(day))
        for other in active
        if _RANK[other.series.dimension] > rank and day - other.start <= NOTICED_WITHIN
    )


def _shared(finer: Episode, coarser: Episode, day: date, part: Part) -> float:
    """How much of the coarser series' excess on a day is the finer one's."""
    if coarser.series.dimension == TOTAL:
        return finer.excess_on(day)
    return part(finer.series.value or "", coarser.series.value or "", day)


def carried_on(
    stored: Iterable[AnomalyEvent],
    fresh: Iterable[AnomalyEvent],
    as_of: date,
    looked_at: tuple[date, date],
) -> list[AnomalyEvent]:
    """The events to store after the run of `as_of`, which saw settled days from the first up to
    and including the last of `looked_at`.

    Events first found by this very run day are replaced, so that running it again on better data
    converges. Earlier ones are extended or closed and otherwise stay as they were told; those
    whose days are no longer out of range say so. What a later run has stored is left alone.
    """
    new = {event.id: event for event in fresh}
    oldest, end = looked_at
    events = []
    for old in stored:
        again = new.pop(old.id, None)
        if old.found > as_of or old.end > end:
            events.append(old)
        elif again and is_told_anew(old, again, as_of, end):
            events.append(again.model_copy(update={"found": old.found}))
        elif again:
            events.append(_lasting(old, again))
        elif old.found < as_of:
            events.append(_withdrawn(old) if old.start >= oldest else _closed(old))
    return events + list(new.values())


def is_told_anew(old: AnomalyEvent, again: AnomalyEvent, as_of: date, end: date) -> bool:
    """Whether what the run of `as_of`, which saw days up to and including `end`, says of an event
    takes the place of what is stored of it."""
    if old.found > as_of or old.end > end:
        return False
    return old.found == as_of or again.end > old.end or again.planned_by != old.planned_by


def _lasting(event: AnomalyEvent, again: AnomalyEvent) -> AnomalyEvent:
    """As it was told; one that was withdrawn meanwhile is an event again."""
    because = tuple(one for one in event.because if one != RESTATED)
    return event.model_copy(update={"ongoing": again.ongoing, "because": because})


def _closed(event: AnomalyEvent) -> AnomalyEvent:
    return event.model_copy(update={"ongoing": False})


def _withdrawn(event: AnomalyEvent) -> AnomalyEvent:
    because = tuple(dict.fromkeys((*event.because, RESTATED)))
    return event.model_copy(update={"ongoing": False, "because": because})
