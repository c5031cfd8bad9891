"""Scenarios as the report shows them: beside the baseline, change by change."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.insights import Interval
from costgov.domain.period import ONE_DAY
from costgov.domain.scenario_results import (
    ChangeFound,
    Expected,
    PeriodName,
    ScenarioPeriod,
    ScenarioResult,
)
from costgov.domain.scenarios import Scenario
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.reporting.text import day_text, isolated, percent, plural, quantity_text
from costgov.pipeline.scenario_records import scenario_results, scenarios

SHOWN_LEVEL = 80
_NAMES: dict[PeriodName, str] = {
    "month": "This month",
    "quarter": "This quarter",
    "year": "This year",
    "horizon": "All coming days",
}


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One configured scenario and what it came to on the day, if it could be told."""

    plan: Scenario
    result: ScenarioResult | None

    @property
    def series(self) -> str:
        """What it is about."""
        of = self.plan.dimension.replace("_", " ")
        return of if self.plan.value is None else f"{of} {isolated(self.plan.value)}"

    @property
    def changes(self) -> list[tuple[ChangeFound, Decimal]]:
        """Every change with what it adds over the horizon."""
        if self.result is None:
            return []
        return list(zip(self.result.changes, self.result.periods[-1].effects, strict=True))


def scenario_rows(
    control: DocumentStore, results: DocumentStore, currency: str, as_of: date
) -> tuple[ScenarioRow, ...]:
    """The scenarios of a currency, by name."""
    table, day = scenario_results(results), records.day_sort(as_of)
    return tuple(
        ScenarioRow(plan, next(iter(table.all(plan.name, prefix=day)), None))
        for plan in scenarios(control).all()
        if plan.currency == currency
    )


def period_words(period: ScenarioPeriod) -> str:
    """`This month, to 31 Oct 2026`."""
    return f"{_NAMES[period.name]}, to {day_text(period.end - ONE_DAY)}"


def shown(expected: Expected) -> Interval:
    """The interval of the level that tables show."""
    return next(one for one in expected.intervals if one.level == SHOWN_LEVEL)


def change_words(change: ChangeFound) -> str:
    """What history told of a change, and when it must be ordered."""
    said = []
    if change.share is not None and change.share < 1:
        said.append(f"of {percent(change.share * 100)} of the cost")
    if change.utilisation is not None:
        said.append(f"{percent(change.utilisation * 100)} used")
    if change.elasticity is not None:
        said.append(_elasticity_words(change))
    if change.order_by is not None:
        said.append(f"to be ordered by {day_text(change.order_by)}")
    return "; ".join(said)


def _elasticity_words(change: ChangeFound) -> str:
    found = change.elasticity
    if found is None:
        return ""
    said = f"elasticity to {isolated(found.measure)} {quantity_text(found.estimate)}"
    bounds = next((one for one in found.intervals if one.level == SHOWN_LEVEL), None)
    if bounds is None:
        return f"{said}, as given"
    return (
        f"{said} ({SHOWN_LEVEL} % interval {quantity_text(bounds.low)} to "
        f"{quantity_text(bounds.high)}, from {plural(found.weeks, 'week')})"
    )
