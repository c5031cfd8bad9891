"""Unit costs, as the analysis stored them."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from costgov.domain.insights import Basis, Trend
from costgov.domain.runs import Frozen
from costgov.domain.unit_cost import (
    UnitCost,
    UnitCostForecast,
    UnitCostPlan,
    UnitCostReport,
    UnitCostStatus,
)
from costgov.errors import NotFound
from costgov.pipeline.queries.exchange import Answer, Day, Question, distinct, oldest
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.records import day_sort
from costgov.pipeline.use_records import unit_cost_plans, unit_costs


class UnitCostsQuestion(Paged):
    """All unit costs, by name."""


class UnitCostFigures(Frozen):
    """A unit cost at the last run, without its days."""

    unit: str
    as_of: date
    status: UnitCostStatus
    alert: bool
    current: UnitCost
    trend: Trend
    forecast: UnitCostForecast | None
    basis: Basis


class UnitCostState(Frozen):
    """What is divided by what, and what came of it; None before a run could tell."""

    plan: UnitCostPlan
    figures: UnitCostFigures | None


class UnitCosts(PagedAnswer):
    """Unit costs by name; each names its own currency."""

    listed: ClassVar[str] = "unit_costs"

    unit_costs: tuple[UnitCostState, ...]


class UnitCostQuestion(Question):
    """One unit cost."""

    name: Annotated[str, Field(max_length=63, description="A unit cost of the configuration.")]
    as_of: Annotated[
        Day | None, Field(description="The day it was computed; the newest when left out.")
    ] = None


class UnitCostAnswer(Answer):
    """A unit cost by day and month, with its trend, target and forecast."""

    report: UnitCostReport


def list_unit_costs(stores: ReadStores, question: UnitCostsQuestion) -> UnitCosts:
    """Unit costs with their trend, target, status and forecast.

    Raises:
        InvalidInput: the page token is bad.
    """
    plans, next_page = page_of(unit_cost_plans(stores.control), question, lambda one: one.name)
    states = tuple(_state(stores, plan) for plan in plans)
    known = [one.figures.basis for one in states if one.figures]
    return UnitCosts(
        data_as_of=oldest(basis.as_of for basis in known),
        sources=distinct(source for basis in known for source in basis.sources),
        next_page=next_page,
        unit_costs=states,
    )


def unit_cost(stores: ReadStores, question: UnitCostQuestion) -> UnitCostAnswer:
    """One unit cost by day and month.

    Raises:
        NotFound: there is no such unit cost, or no run could tell it yet.
    """
    table = unit_costs(stores.results)
    plan = unit_cost_plans(stores.control).get(question.name)
    if question.as_of is not None:
        report = table.get(day_sort(question.as_of), plan.name)
    elif (newest := table.newest(plan.name)) is None:
        raise NotFound(f"no run could tell unit cost {plan.name!r} yet")
    else:
        report = newest
    return UnitCostAnswer(
        data_as_of=report.basis.as_of,
        sources=report.basis.sources,
        currency=report.plan.currency,
        report=report,
    )


def _state(stores: ReadStores, plan: UnitCostPlan) -> UnitCostState:
    newest = unit_costs(stores.results).newest(plan.name)
    if newest is None:
        return UnitCostState(plan=plan, figures=None)
    shown = {name: getattr(newest, name) for name in UnitCostFigures.model_fields}
    return UnitCostState(plan=plan, figures=UnitCostFigures(**shown))
