"""Scenarios of every currency: computed by the daily analysis beside its forecasts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from costgov.analysis.arrays import Floats
from costgov.analysis.scenario_steps import Timeline, step_of
from costgov.analysis.scenarios import AnyStep, Covered
from costgov.domain.costs import TOTAL
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import StepEvent
from costgov.domain.scenario_results import ChangeFound, ElasticityFound, ScenarioResult
from costgov.domain.scenarios import AnyChange, Driver, Scenario, Sharing, label
from costgov.errors import InsufficientHistory, InvalidHistory, InvalidInput
from costgov.pipeline import records
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.analyse_forecast import MIN_HISTORY_DAYS, intervals_of, places
from costgov.pipeline.analyse_series import Calendar, Days
from costgov.pipeline.analyse_subjects import forecast_dimensions
from costgov.pipeline.findings import Findings, missing
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers
from costgov.pipeline.scenario_figures import Figures
from costgov.pipeline.scenario_history import History, Learned
from costgov.pipeline.scenario_records import scenario_results, scenarios
from costgov.settings import AnalyseSettings

UNANSWERED: Final = "scenario"
METHOD: Final = (
    "the forecast's path and bounds changed day by day in the order of the changes' dates; sums "
    "as wide as the forecast's own, in proportion; an elasticity's uncertainty added as squares"
)


def run_scenarios(
    event: StepEvent, ports: AnalysePorts, settings: AnalyseSettings, _now: datetime
) -> Findings:
    """Store what every configured scenario comes to as of the event's day.

    One that cannot be answered becomes a gap with its reason, and the others go on.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    by_currency: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in scenarios(ports.control).all():
        by_currency[scenario.currency].append(scenario)
    if not by_currency:
        return Findings()
    ledgers = {ledger.currency: ledger for ledger in currency_ledgers(ports.costs)}
    found = Findings()
    for currency, asked in by_currency.items():
        work = Answers(event, ports, settings, ledgers.get(currency), tuple(asked))
        for scenario in asked:
            found += work.store(scenario)
    return Findings(found.expected, found.got, found.gaps, (f"scenarios: {found.got}",))


@dataclass(frozen=True)
class Answers:
    """The scenarios of one currency on a day."""

    event: StepEvent
    ports: AnalysePorts
    settings: AnalyseSettings
    ledger: CurrencyLedger | None
    scenarios: tuple[Scenario, ...]

    def store(self, scenario: Scenario) -> Findings:
        """Store what one comes to, or say why it cannot be told."""
        as_of, name = self.event.as_of, scenario.name
        try:
            result = self.result(scenario)
        except (InsufficientHistory, InvalidHistory, InvalidInput) as error:
            self._keep(name, None)
            gap = missing(as_of, f"scenario {name}", UNANSWERED, str(error))
            return Findings(expected=1, gaps=(gap,))
        self._keep(name, result)
        return Findings(expected=1, got=1)

    def _keep(self, name: str, result: ScenarioResult | None) -> None:
        """Make it the day's only figures: an earlier run of the day may have had others."""
        day = records.day_sort(self.event.as_of)
        wanted = [] if result is None else [(day, result)]
        scenario_results(self.ports.results).make_equal(wanted, name, prefix=day)

    def result(self, scenario: Scenario) -> ScenarioResult:
        """What one comes to.

        Raises:
            InvalidInput, InvalidHistory, InsufficientHistory: it cannot be told; the sentence says
                why.
        """
        history = self.history
        subject = history.subject(scenario)
        changes = scenario.ordered
        learned = [history.learned(scenario, change) for change in changes]
        timeline = Timeline.of(history.calendar.end, scenario.horizon_days)
        steps = [
            step_of(change, timeline, one.known, scenario.metric)
            for change, one in zip(changes, learned, strict=True)
        ]
        figures = Figures(history.outlook, subject, steps, scenario.horizon_days)
        size = history.outlook.history_days[subject.series.id]
        changed = tuple(_changes(changes, learned, steps, figures))
        return ScenarioResult(
            name=scenario.name,
            description=scenario.description,
            currency=scenario.currency,
            dimension=scenario.dimension,
            value=scenario.value,
            metric=scenario.metric,
            as_of=self.event.as_of,
            history_days=size,
            history_end=history.calendar.end,
            state="ok" if size >= MIN_HISTORY_DAYS else "insufficient history",
            changes=changed,
            warnings=tuple(self._warnings(scenario, changed)),
            periods=tuple(figures.period(*one) for one in history.periods(scenario)),
            days=tuple(figures.days()),
            basis=history.ledger.basis(METHOD),
        )

    @cached_property
    def history(self) -> History:
        """What the scenarios take from history."""
        as_of, ledger = self.event.as_of, self.ledger
        if ledger is None or not len(ledger.window(as_of)):
            raise InvalidInput(f"no {self.scenarios[0].currency} cost is stored")
        reader = CutReader(self.ports.costs, ledger.currency, ledger.window(as_of))
        whole = Days.of(reader.cut(TOTAL), None)
        calendar = Calendar.of(whole, ledger.settled_end(as_of, self.settings.unsettled_days))
        if not calendar.delivered:
            raise InvalidInput("no day is settled yet, so there is no forecast to change")
        plans = records.budgets(self.ports.control).all()
        return History(
            ledger=ledger,
            reader=reader,
            calendar=calendar,
            results=self.ports.results,
            scenarios=self.scenarios,
            plans=tuple(plan for plan in plans if plan.currency == ledger.currency),
            dimensions=tuple(forecast_dimensions(ledger.dimensions, self.settings.tag_keys)),
            as_of=as_of,
        )

    def _warnings(self, scenario: Scenario, changes: Sequence[ChangeFound]) -> Iterator[str]:
        last = self.history.calendar.end
        for change, found in zip(scenario.ordered, changes, strict=True):
            if change.begins <= last:
                yield (
                    f"{found.name} began on {change.begins}: what of it had happened by {last} is "
                    "in the history, and only what comes after changes anything"
                )
            elif change.begins > last + scenario.horizon_days * ONE_DAY:
                yield f"{found.name} begins on {change.begins}, after the horizon"
            elif found.order_by is not None and found.order_by < self.event.as_of:
                yield (
                    f"{found.name} had to be ordered by {found.order_by} to begin on "
                    f"{change.begins}: it takes {change.lead_time_days} days"
                )
            if found.utilisation is not None and found.utilisation < 1:
                yield f"{found.name} is used to {found.utilisation:.1%} only"


def _changes(
    changes: Sequence[AnyChange],
    learned: Sequence[Learned],
    steps: Sequence[AnyStep],
    figures: Figures,
) -> Iterator[ChangeFound]:
    uses = iter(figures.projection.used)
    for change, one, step in zip(changes, learned, steps, strict=True):
        used = _utilisation(step, next(uses)) if isinstance(step, Covered) else None
        yield ChangeFound(
            name=label(change),
            kind=change.kind,
            begins=change.begins,
            order_by=change.order_by,
            share=places(one.known.share) if isinstance(change, Sharing) else None,
            utilisation=None if used is None else places(used),
            elasticity=_elasticity(change, one) if isinstance(change, Driver) else None,
        )


def _utilisation(step: Covered, used: Floats) -> float | None:
    """How much of a commitment pays for something; None where it holds on none of the days."""
    reach = float(step.reach.sum())
    return float(used.sum()) / reach if reach > 0 else None


def _elasticity(change: Driver, learned: Learned) -> ElasticityFound:
    exponents = learned.known.exponents
    return ElasticityFound(
        measure=change.measure,
        estimate=places(exponents[0]),
        intervals=intervals_of(exponents[1:]) if len(exponents) > 1 else (),
        weeks=learned.elasticity.weeks if learned.elasticity else 0,
    )
