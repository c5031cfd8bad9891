"""Stores the roadmaps: one of every currency, with the sets of its targets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from costgov.clock import Clock
from costgov.domain.backlog.policy import AdvicePolicy
from costgov.domain.backlog.recommendation import Recommendation
from costgov.domain.backlog.standing import Decision
from costgov.domain.roadmap import TargetSet
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import backlog_records
from costgov.pipeline.optimise_roadmap import Planning
from costgov.pipeline.optimise_spend import Spending


@dataclass(frozen=True, slots=True)
class Planned:
    """A day's backlog as it is planned."""

    as_of: date
    recommendations: Sequence[Recommendation]
    decisions: Mapping[str, Decision]
    policy: AdvicePolicy
    spending: Sequence[Spending]

    def store(self, results: DocumentStore, is_late: Callable[[], bool]) -> list[str]:
        """Store a roadmap of every currency that is spent or saved.

        Returns a sentence for each currency of which no time was left for all targets.

        Raises:
            StoreError: the store refused.
        """
        spends = {one.total.currency: one.total for one in self.spending}
        savings = (one.finding.saving for one in self.recommendations)
        currencies = sorted({one.currency for one in savings if one} | spends.keys())
        roadmaps, cut_short = [], []
        for currency in currencies:
            planning = Planning(
                self.as_of,
                currency,
                spends.get(currency),
                self.policy,
                self.recommendations,
                self.decisions,
            )
            roadmaps.append((currency, planning.roadmap()))
            sets = list(planning.targets(is_late))
            table = backlog_records.target_sets(results)
            table.make_equal(((_sort(one), one) for one in sets), currency)
            # What is saved may round up to a percentage that nothing reaches.
            if is_late() and _is_cut_short(sets):
                cut_short.append(f"no time was left for more than {len(sets) - 1} % in {currency}")
        backlog_records.roadmaps(results).make_equal(roadmaps)
        return cut_short


def late(deadline: datetime, clock: Clock) -> Callable[[], bool]:
    """Whether a deadline has passed."""
    return lambda: clock() >= deadline


def _sort(one: TargetSet) -> str:
    percent = one.target_percent
    return backlog_records.MOST if percent is None else backlog_records.target_sort(percent)


def _is_cut_short(sets: Sequence[TargetSet]) -> bool:
    """Whether a percentage that is in reach was left out."""
    most = next((one.percent for one in sets if one.target_percent is None), None)
    return most is not None and len(sets) - 1 < int(most)
