"""What a unit costs: a cost over a measure by day and month; a look ahead of the step analyse."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from costgov.analysis.trend import trend
from costgov.analysis.unit_cost import history, unit_cost_forecast
from costgov.domain.insights import Trend
from costgov.domain.measures import Measure
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import StepEvent
from costgov.domain.unit_cost import (
    UnitCost,
    UnitCostPlan,
    UnitCostReport,
    by_day,
    by_month,
    over,
    status_of,
)
from costgov.errors import InvalidHistory, InvalidInput, NotFound
from costgov.pipeline import records, use_records
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.findings import Findings, missing
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers
from costgov.pipeline.measure_store import stored_values
from costgov.settings import AnalyseSettings

UNANSWERED: Final = "unit-cost"
CURRENT: Final = timedelta(days=30)
HISTORY: Final = timedelta(days=400)
SHOWN: Final = timedelta(days=92)
METHOD: Final = (
    "exact cost over exact units; the forecast is that of the daily quotients, all days alike"
)


def assess(
    event: StepEvent,
    ports: AnalysePorts,
    settings: AnalyseSettings,
    now: datetime,  # noqa: ARG001 - a look's
) -> Findings:
    """Store every configured unit cost as of the event's day.

    One that has no measure, no cost or no values yet becomes a gap, and the others go on.

    Raises:
        StoreError: a store refused.
    """
    plans = use_records.unit_cost_plans(ports.control).all()
    ledgers = {one.currency: one for one in currency_ledgers(ports.costs)} if plans else {}
    found = Findings()
    for plan in plans:
        try:
            report = _report(plan, ledgers.get(plan.currency), event.as_of, ports, settings)
        except (InvalidHistory, InvalidInput, NotFound) as error:
            gap = missing(event.as_of, f"unit cost {plan.name}", UNANSWERED, str(error))
            found += Findings(1, 0, (gap,))
            continue
        day = records.day_sort(event.as_of)
        use_records.unit_costs(ports.results).make_equal([(day, report)], plan.name, prefix=day)
        found += Findings(1, 1, (), (f"unit cost {plan.name}: {report.status}",))
    return found


def _report(
    plan: UnitCostPlan,
    ledger: CurrencyLedger | None,
    as_of: date,
    ports: AnalysePorts,
    settings: AnalyseSettings,
) -> UnitCostReport:
    if ledger is None:
        raise NotFound(f"no {plan.currency} cost is stored")
    measure: Measure = use_records.measures(ports.control).get(plan.measure)
    end = ledger.settled_end(as_of, settings.unsettled_days) + ONE_DAY
    window = Window(min(max(ledger.first_day, end - HISTORY), end), end)
    units = stored_values(ports.results, plan.measure, window)
    if not units:
        raise InvalidInput(f"no day has both a cost and a value of measure {plan.measure!r}")
    days = by_day(_costs(plan, ledger, window, ports), units, window)
    known = {one.start: one.unit_cost for one in days if one.unit_cost is not None}
    start = max(end - CURRENT, window.start)
    current = over((one for one in days if one.start >= start), start)
    status = status_of(current, plan)
    return UnitCostReport(
        plan=plan,
        unit=measure.unit,
        as_of=as_of,
        status=status,
        alert=status == "above target",
        current=current,
        trend=_trend(known, settings),
        months=_since_first(by_month(days)),
        days=tuple(one for one in days if one.start >= end - SHOWN),
        forecast=unit_cost_forecast(known, plan.target),
        basis=ledger.basis(METHOD),
    )


def _costs(
    plan: UnitCostPlan, ledger: CurrencyLedger, window: Window, ports: AnalysePorts
) -> dict[date, Decimal]:
    """The cost of every day the ledger knows; a part that is not there on one cost nothing."""
    if plan.dimension not in ledger.dimensions:
        raise NotFound(f"no {plan.currency} cost is stored by {plan.dimension!r}")
    reader = CutReader(ports.costs, plan.currency, window)
    own = reader.cut(plan.dimension)
    if plan.value not in own.facts:
        raise NotFound(f"no {plan.currency} cost of {plan.dimension} {plan.value!r} is stored")
    days = own.daily(plan.value, plan.metric)
    known = reader.total(plan.metric)
    return {day: days.get(day, Decimal(0)) for day in known if day in window}


def _trend(known: dict[date, Decimal], settings: AnalyseSettings) -> Trend:
    if not known:
        return Trend(label="insufficient history", percent=None, days=0)
    return trend(history(known), settings.trend_threshold_percent)


def _since_first(months: tuple[UnitCost, ...]) -> tuple[UnitCost, ...]:
    """The months from the first one with units on."""
    begun = [number for number, one in enumerate(months) if one.units is not None]
    return months[begun[0] :] if begun else ()
