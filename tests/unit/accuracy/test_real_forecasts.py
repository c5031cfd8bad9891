"""What analyse forecasts is what settle scores: both as the pipeline runs them, weeks apart."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.accuracy import Horizon, forecast_index
from costgov.domain.costs import TOTAL
from costgov.domain.runs import StepEvent, StepWindow
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import (
    accuracy_summaries,
    forecast_indexes,
    parts_of,
    scored_forecasts,
)
from costgov.pipeline.settle import SettlePorts, settle
from costgov.settings import SettleSettings

from tests.unit.accuracy.world import WHOLE, noon
from tests.unit.pipeline.test_analyse import AS_OF, EC2, World, steady

MADE = AS_OF - timedelta(days=35)
SETTINGS = SettleSettings(
    stage="local",
    control_table="control",
    costs_table="costs",
    cost_source="cost_explorer",
    results_table="results",
)


@pytest.fixture(scope="module")
def world() -> World:
    """A forecast five weeks ago, and today's run."""
    found = World(steady())
    for day in (MADE, AS_OF):
        record = found.run(day)
        assert not record.gaps
        event = records_event(day)
        ports = SettlePorts(found.costs, found.results, found.control)
        assert settle(event, ports, SETTINGS, noon(day)).complete
    return found


def records_event(day: date) -> StepEvent:
    return StepEvent(run_id=f"daily-{day}", as_of=day, window=StepWindow(start=day, end=day))


def test_every_forecast_that_is_stored_is_in_the_index(world: World) -> None:
    (first, second) = forecast_indexes(world.results).all("USD")

    assert (first.as_of, second.as_of) == (MADE, AS_OF)
    stored = {key[0] for key in world.results.items if key[0].startswith("forecast#")}
    named = {records.forecasts(world.results).partition(*parts_of("USD", s)) for s in first.series}
    assert named == stored
    assert forecast_index("USD", MADE, [world.forecast()]).series == (WHOLE,)


def test_a_forecast_holds_the_week_that_was_known(world: World) -> None:
    (made,) = records.forecasts(world.results).all(*parts_of("USD", WHOLE), prefix=str(MADE))

    (fact,) = [
        fact
        for (key, _, month, _), fact in world.costs.items.items()
        if (key.dimension, key.scope.kind, month.month) == (TOTAL, "org", 9)
    ]
    known = fact.daily(made.metric)
    week = [made.history_end - timedelta(days=i) for i in range(6, -1, -1)]
    assert made.last_week == tuple(known[day] for day in week)


def test_it_is_scored_against_what_came(world: World) -> None:
    summary = accuracy_summaries(world.results).get("USD")

    assert set(summary.dimensions) == {"total", "service", "account"}
    total = summary.dimensions["total"]
    assert set(total) == {Horizon.DAYS_7, Horizon.DAYS_30, Horizon.SUM_7, Horizon.SUM_30} | {
        Horizon.MONTH_END_20
    }
    near = total[Horizon.DAYS_7]
    assert near.points == 7
    assert near.wape is not None
    assert near.wape < Decimal("0.03"), "a steady bill is easy to forecast"
    (row, _) = scored_forecasts(world.results).all(
        *parts_of("USD", WHOLE.model_copy(update={"dimension": "service", "value": EC2}))
    )
    assert row.as_of == MADE
