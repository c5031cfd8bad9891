"""What the configured scenarios come to, as the analysis stored it."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from costgov.domain.costs import Metric
from costgov.domain.runs import Frozen
from costgov.domain.scenario_results import (
    ChangeFound,
    ScenarioDay,
    ScenarioPeriod,
    ScenarioResult,
)
from costgov.domain.scenarios import Scenario
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.exchange import (
    Answer,
    CurrencyCode,
    Day,
    Dimension,
    Question,
    distinct,
    oldest,
)
from costgov.pipeline.queries.pages import Paged, PagedAnswer, page_of
from costgov.pipeline.queries.stores import ReadStores
from costgov.pipeline.scenario_records import scenario_results, scenarios


class ScenariosQuestion(Paged):
    """Scenarios by name; of one currency or series where one is named."""

    currency: CurrencyCode | None = None
    dimension: Dimension | None = None
    value: Annotated[str | None, Field(max_length=1_024)] = None


class ScenarioQuestion(Question):
    """One scenario."""

    name: Annotated[str, Field(max_length=63, description="A scenario of the configuration.")]
    as_of: Annotated[
        Day | None, Field(description="The day it was computed; the newest when left out.")
    ] = None
    granularity: Annotated[
        Literal["periods", "daily"], Field(description="`daily` adds the coming days.")
    ] = "periods"
    start: Annotated[Day | None, Field(description="The first of the days wanted.")] = None
    end: Annotated[Day | None, Field(description="The first day after those wanted.")] = None


class ScenarioFigures(Frozen):
    """What a scenario came to on a day: scenario = baseline + the effects of all changes."""

    as_of: date
    history_days: int
    history_end: date
    state: Literal["ok", "insufficient history"]
    changes: tuple[ChangeFound, ...]
    warnings: tuple[str, ...]
    periods: tuple[ScenarioPeriod, ...]
    method: str


class ScenarioState(Frozen):
    """A configured scenario and its newest figures; none before the first analysis with it."""

    name: str
    description: str
    currency: str
    dimension: str
    value: str | None
    metric: Metric
    horizon_days: int
    figures: ScenarioFigures | None


class Scenarios(PagedAnswer):
    """Scenarios by name; each names its own currency."""

    listed: ClassVar[str] = "scenarios"

    scenarios: tuple[ScenarioState, ...]


class CostScenario(Answer):
    """One scenario; `days` where they were asked for."""

    scenario: ScenarioState
    days: tuple[ScenarioDay, ...] | None


def list_scenarios(stores: ReadStores, question: ScenariosQuestion) -> Scenarios:
    """Scenarios and what they come to, beside the baseline and change by change.

    Raises:
        InvalidInput: the page token is bad.
    """
    page, next_page = page_of(scenarios(stores.control), question, lambda one: one.name)
    table = scenario_results(stores.results)
    found = [(one, _of(one, table.newest(one.name))) for one in page if _wanted(one, question)]
    results = [result for _, result in found if result is not None]
    return Scenarios(
        data_as_of=oldest(result.basis.as_of for result in results),
        sources=distinct(name for result in results for name in result.basis.sources),
        next_page=next_page,
        scenarios=tuple(_state(one, result) for one, result in found),
    )


def cost_scenario(stores: ReadStores, question: ScenarioQuestion) -> CostScenario:
    """One scenario beside its baseline, by period and by day.

    Raises:
        NotFound: there is no such scenario, or it has not been computed.
    """
    asked = {one.name: one for one in scenarios(stores.control).all()}
    if question.name not in asked:
        known = ", ".join(asked) or "none are configured"
        raise NotFound(f"there is no scenario {question.name!r}; the scenarios: {known}")
    result = _result(stores, question, asked[question.name])
    return CostScenario(
        data_as_of=result.basis.as_of,
        sources=result.basis.sources,
        currency=result.currency,
        scenario=_state(asked[question.name], result),
        days=_days(result, question) if question.granularity == "daily" else None,
    )


def _wanted(scenario: Scenario, question: ScenariosQuestion) -> bool:
    return (
        question.currency in (None, scenario.currency)
        and question.dimension in (None, scenario.dimension)
        and question.value in (None, scenario.value)
    )


def _of(scenario: Scenario, result: ScenarioResult | None) -> ScenarioResult | None:
    """The result, if it is of the series that the scenario is about now."""
    series = ("currency", "dimension", "value", "metric")
    same = all(getattr(result, name, None) == getattr(scenario, name) for name in series)
    return result if same else None


def _result(stores: ReadStores, question: ScenarioQuestion, scenario: Scenario) -> ScenarioResult:
    table = scenario_results(stores.results)
    if question.as_of is not None:
        return table.get(records.day_sort(question.as_of), question.name)
    newest = _of(scenario, table.newest(question.name))
    if newest is None:
        raise NotFound(f"scenario {question.name!r} has not been computed yet")
    return newest


def _days(result: ScenarioResult, question: ScenarioQuestion) -> tuple[ScenarioDay, ...]:
    start, end = question.start or date.min, question.end or date.max
    return tuple(one for one in result.days if start <= one.day < end)


def _state(scenario: Scenario, result: ScenarioResult | None) -> ScenarioState:
    """The scenario with its figures, named as what they are of: it may have changed since."""
    told = result or scenario
    return ScenarioState(
        name=scenario.name,
        description=told.description,
        currency=told.currency,
        dimension=told.dimension,
        value=told.value,
        metric=told.metric,
        horizon_days=scenario.horizon_days,
        figures=None if result is None else _figures(result),
    )


def _figures(result: ScenarioResult) -> ScenarioFigures:
    return ScenarioFigures(
        as_of=result.as_of,
        history_days=result.history_days,
        history_end=result.history_end,
        state=result.state,
        changes=result.changes,
        warnings=result.warnings,
        periods=result.periods,
        method=result.basis.method,
    )
