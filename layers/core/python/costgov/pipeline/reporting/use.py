"""How much is in use: what runs out when, scores, and unit costs, as the page shows them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.capacity import CapacityOutlook, CapacityReport
from costgov.domain.efficiency import EfficiencyReport, GroupScores, ResourceScores
from costgov.domain.insights import Interval
from costgov.domain.unit_cost import UnitCostReport
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.records import Records, day_sort
from costgov.pipeline.reporting.text import day_text, isolated, percent, quantity_text
from costgov.pipeline.use_records import (
    capacities,
    efficiencies,
    unit_cost_plans,
    unit_costs,
)

ROWS = 15
SHOWN_LEVEL = 80
_LATER = "later than a year"


@dataclass(frozen=True, slots=True)
class UseSection:
    """What a run has stored of use; None where it stored nothing."""

    capacity: CapacityReport | None
    efficiency: EfficiencyReport | None
    unit_costs: tuple[UnitCostReport, ...]

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.capacity or self.efficiency or self.unit_costs)

    @property
    def outlooks(self) -> tuple[CapacityOutlook, ...]:
        """Every measure, and the resources that will be full, most urgent first."""
        if self.capacity is None:
            return ()
        due = [one for one in self.capacity.resources if _will_be_full(one)]
        return (*self.capacity.measures, *due[:ROWS])

    @property
    def hidden(self) -> int:
        """How many resources' metrics will be full and are not shown."""
        found = self.capacity.resources if self.capacity else ()
        return max(sum(map(_will_be_full, found)) - ROWS, 0)

    @property
    def marked(self) -> tuple[ResourceScores, ...]:
        """The resources furthest from their target."""
        return self.efficiency.resources[:ROWS] if self.efficiency else ()


def read_use(control: DocumentStore, results: DocumentStore, as_of: date) -> UseSection:
    """What the run of the day stored."""
    day = day_sort(as_of)
    plans = unit_cost_plans(control).all()
    found = (unit_costs(results).all(plan.name, prefix=day) for plan in plans)
    return UseSection(
        capacity=_stored(capacities(results), day),
        efficiency=_stored(efficiencies(results), day),
        unit_costs=tuple(report for reports in found for report in reports),
    )


def _stored[T: (CapacityReport, EfficiencyReport)](table: Records[T], day: str) -> T | None:
    return next(iter(table.all(prefix=day)), None)


def _will_be_full(one: CapacityOutlook) -> bool:
    return one.crossing.state in {"crossed", "crossing"}


def outlook_name(one: CapacityOutlook) -> str:
    """What runs out: a resource by its name, a measure by its own."""
    return isolated(one.subject_name or one.subject)


def quantity_words(value: Decimal | None, unit: str) -> str:
    """`62.5 percent`; what nobody measured is no data."""
    return "no data" if value is None else f"{quantity_text(value)} {unit}"


def when_words(one: CapacityOutlook) -> str:
    """`29 Nov 2026 (10 Nov 2026 to later than a year)`, or what is known instead."""
    crossing = one.crossing
    if crossing.state != "crossing":
        return "reached already" if crossing.state == "crossed" else crossing.state
    median, earliest, latest = (
        _LATER if day is None else day_text(day)
        for day in (crossing.median, crossing.earliest, crossing.latest)
    )
    return f"{median} ({earliest} to {latest})"


def risk_words(one: CapacityOutlook, days: int) -> str | None:
    """The probability that it is reached within so many days; None where there is none."""
    found = (risk.probability for risk in one.crossing.risks if risk.days == days)
    probability = next(found, None)
    return None if probability is None else percent(probability * 100)


def score_text(value: Decimal | None) -> str | None:
    """A score to two places; None where it is unknown."""
    return None if value is None else f"{value:.2f}"


def group_name(group: GroupScores) -> str:
    """`All`, `Account 111122223333`, …"""
    return "All" if group.value is None else f"{group.dimension.capitalize()} {group.value}"


def unit_interval(report: UnitCostReport) -> Interval | None:
    """The interval that is shown of a unit cost's forecast."""
    found = report.forecast.intervals if report.forecast else ()
    return next((one for one in found if one.level == SHOWN_LEVEL), None)


def unit_amount(value: Decimal | None, currency: str) -> str | None:
    """A unit cost in four digits, as it is often far below a cent."""
    return None if value is None else f"{quantity_text(value)} {currency}"
