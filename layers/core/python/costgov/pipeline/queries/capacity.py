"""Capacity and efficiency, as the analysis stored them."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from costgov.domain.capacity import CapacityOutlook, CapacityReport
from costgov.domain.efficiency import EfficiencyReport, ResourceScores
from costgov.errors import NotFound
from costgov.pipeline.queries.exchange import Answer, Day, Question
from costgov.pipeline.queries.sights import basis_for
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.records import Records, day_sort
from costgov.pipeline.use_records import capacities, efficiencies

type AsOf = Annotated[
    Day | None, Field(description="The day it was computed; the newest when left out.")
]


class CapacityQuestion(Question):
    """What runs out when."""

    as_of: AsOf = None


class Capacity(Answer):
    """What of measures and resources runs out when, most urgent first, and each bottleneck."""

    listed: ClassVar[str] = "report"
    row: ClassVar[type[BaseModel]] = CapacityOutlook

    report: CapacityReport

    def rows(self) -> Iterator[CapacityOutlook]:
        """What runs out: measures, then resources."""
        yield from self.report.measures
        yield from self.report.resources


class EfficiencyQuestion(Question):
    """How well resources are used."""

    as_of: AsOf = None


class Efficiency(Answer):
    """Efficiency and health of all, of accounts and services, and of what is marked."""

    listed: ClassVar[str] = "report"
    row: ClassVar[type[BaseModel]] = ResourceScores

    report: EfficiencyReport

    def rows(self) -> Iterator[ResourceScores]:
        """The resources that are marked."""
        yield from self.report.resources


def capacity(stores: ReadStores, question: CapacityQuestion) -> Capacity:
    """When resources and measures reach their thresholds, and by when to order more.

    Raises:
        NotFound: no capacity is stored, or none of that day.
    """
    report = _of(capacities(stores.results), question.as_of).seen_by(stores.sight)
    report = report.model_copy(update={"basis": basis_for(stores.sight, report.basis)})
    return Capacity(data_as_of=report.basis.as_of, sources=report.basis.sources, report=report)


def efficiency(stores: ReadStores, question: EfficiencyQuestion) -> Efficiency:
    """Efficiency and health scores with their inputs.

    Raises:
        NotFound: no efficiency is stored, or none of that day.
    """
    report = _of(efficiencies(stores.results), question.as_of).seen_by(stores.sight)
    report = report.model_copy(update={"basis": basis_for(stores.sight, report.basis)})
    return Efficiency(data_as_of=report.basis.as_of, sources=report.basis.sources, report=report)


def _of[T: (CapacityReport, EfficiencyReport)](table: Records[T], as_of: Day | None) -> T:
    if as_of is not None:
        return table.get(day_sort(as_of))
    newest = table.newest()
    if newest is None:
        raise NotFound(f"no {table.kind} is stored yet: no run has found a resource or a measure")
    return newest
