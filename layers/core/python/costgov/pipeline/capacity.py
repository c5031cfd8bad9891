"""When resources and measures run out: dates, probabilities, the bottleneck, and how well they
are used; a look ahead of the step analyse.

Every running resource is looked at, and forecast are those whose use is above half of the
threshold or growing towards it within the horizon, the most urgent first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

import numpy as np
import pandas as pd

from costgov.analysis.capacity import METHOD, TYPICAL_DAYS, crossings
from costgov.domain.capacity import (
    COMPONENTS,
    HORIZON_DAYS,
    Bottleneck,
    CapacityOutlook,
    CapacityReport,
    Crossing,
    UsePolicy,
    first_of,
    order_by,
    urgency,
    warns,
)
from costgov.domain.insights import Basis
from costgov.domain.measures import Measure
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.resource_use import component_of, judged, unit_of
from costgov.domain.runs import StepEvent
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records, use_records
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.collect_measures import unread
from costgov.pipeline.efficiency import efficiency_report
from costgov.pipeline.estate_use import STALE, Used, run_targets, used_resources, with_history
from costgov.pipeline.findings import Findings
from costgov.pipeline.measure_store import stored_values
from costgov.settings import AnalyseSettings

MOST_FORECAST: Final = 400
"""Metrics of resources that are forecast in a run: some seconds, whatever the estate holds."""
HISTORY: Final = timedelta(days=400)
_STATISTICS: Final = {"avg": "daily average", "max": "daily maximum"}
_PLACES: Final = Decimal("0.01")
_SOURCE: Final = "cloudwatch"


def assess(
    event: StepEvent,
    ports: AnalysePorts,
    settings: AnalyseSettings,  # noqa: ARG001 - a look's
    now: datetime,  # noqa: ARG001 - a look's
) -> Findings:
    """Store what runs out when, and how well resources are used, as of the event's day.

    A measure that no run can read is a gap. Without resources and measures nothing is stored.

    Raises:
        StoreError: a store refused.
    """
    policy = use_records.use_policy(ports.control)
    known = use_records.measures(ports.control).all()
    targets = run_targets(ports.control, event.run_id)
    resources = used_resources(ports.results, targets, event.as_of)
    if not known and not resources:
        return Findings()
    estate = Estate(ports.results, policy, event.as_of, tuple(known), tuple(resources))
    report = estate.report()
    scores = efficiency_report(policy, estate.measure_values(), known, resources, event.as_of)
    day = records.day_sort(event.as_of)
    use_records.capacities(ports.results).make_equal([(day, report)], prefix=day)
    use_records.efficiencies(ports.results).make_equal([(day, scores)], prefix=day)
    warnings = sum(one.warning for one in (*report.measures, *report.resources))
    note = (
        f"capacity: {report.looked_at} resources, {report.forecast} metrics forecast, "
        f"{warnings} to order now"
    )
    return Findings(2, 2, tuple(unread(known, targets, event.as_of)), (note,))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One metric of one resource that is worth a forecast; `days` until a line would be there."""

    used: Used
    metric: str
    days: float
    value: float


@dataclass(frozen=True)
class Estate:
    """What is known of a run's resources and measures as of a day."""

    results: DocumentStore
    policy: UsePolicy
    as_of: date
    measures: tuple[Measure, ...]
    resources: tuple[Used, ...]

    def report(self) -> CapacityReport:
        """The outlook of everything that is worth one."""
        urgent = sorted(self._candidates(), key=lambda one: (one.days, -one.value, one.metric))
        chosen = urgent[:MOST_FORECAST]
        history = self._history(chosen)
        of_measures = self._of_measures()
        thresholds = {name: float(self.policy.threshold_percent) for name in history}
        thresholds |= {one.name: float(one.critical or 0) for one, _ in of_measures}
        series = {**history, **{one.name: values for one, values in of_measures}}
        found = crossings(_frame(series), thresholds)
        outlooks = [
            self._resource(one, history[_id(one)], found[_id(one)])
            for one in chosen
            if _id(one) in found
        ]
        return CapacityReport(
            as_of=self.as_of,
            policy=self.policy,
            measures=tuple(
                self._measure(one, values, found.get(one.name)) for one, values in of_measures
            ),
            resources=tuple(sorted(outlooks, key=_order)),
            bottlenecks=tuple(self._bottlenecks(outlooks)),
            looked_at=len(self.resources),
            forecast=len(chosen),
            left_out=len(urgent) - len(chosen),
            basis=Basis(sources=(_SOURCE,), as_of=self.as_of.isoformat(), method=METHOD),
        )

    def measure_values(self) -> dict[str, Decimal]:
        """Where each measure stands: the median of its latest values."""
        found = {one.name: self._values(one) for one in self.measures}
        return {name: _typical(values) for name, values in found.items() if values}

    @property
    def _window(self) -> Window:
        return Window(self.as_of - HISTORY, self.as_of + ONE_DAY)

    def _of_measures(self) -> list[tuple[Measure, Mapping[date, Decimal]]]:
        return [(one, self._values(one)) for one in self.measures if one.critical is not None]

    def _values(self, one: Measure) -> Mapping[date, Decimal]:
        """Its stored values; none where they have ended."""
        values = stored_values(self.results, one.name, self._window)
        return values if values and not self._has_ended(values) else {}

    def _has_ended(self, values: Mapping[date, Decimal]) -> bool:
        return self.as_of - max(values) > STALE

    def _candidates(self) -> Iterator[Candidate]:
        """What is above half of the threshold, or would reach it if it went on growing."""
        threshold = float(self.policy.threshold_percent)
        for used in self.resources:
            for metric, values in used.use.items():
                if not values or self._has_ended(values):
                    continue
                now, slope = _line(values)
                days = 0.0 if now >= threshold else _until(threshold - now, slope)
                if now >= threshold / 2 or days <= HORIZON_DAYS:
                    yield Candidate(used, metric, days, now)

    def _history(self, chosen: Sequence[Candidate]) -> dict[str, Mapping[date, Decimal]]:
        """Seven months of each chosen metric; each resource is read once."""
        by_id = {one.used.resource.arn: one.used for one in chosen}
        full = {name: with_history(self.results, used, self.as_of) for name, used in by_id.items()}
        return {_id(one): full[one.used.resource.arn].use[one.metric] for one in chosen}

    def _resource(
        self, one: Candidate, values: Mapping[date, Decimal], crossing: Crossing
    ) -> CapacityOutlook:
        resource, policy = one.used.resource, self.policy
        return CapacityOutlook(
            subject=resource.arn,
            subject_name=resource.tags.get("Name"),
            account_id=resource.account_id,
            region=resource.region,
            component=one.metric,
            unit=unit_of(one.metric),
            statistic=_STATISTICS[judged(one.metric) or "avg"],
            value=_typical(values),
            threshold=policy.threshold_percent,
            limit=Decimal(100),
            history_days=len(values),
            lead_time_days=policy.lead_time_days,
            crossing=crossing,
            order_by=order_by(crossing, policy.lead_time_days, self.as_of),
            warning=warns(crossing, policy.lead_time_days, self.as_of),
            method=METHOD,
        )

    def _measure(
        self, one: Measure, values: Mapping[date, Decimal], crossing: Crossing | None
    ) -> CapacityOutlook:
        crossing = crossing or Crossing(state="unknown")
        source = one.source if isinstance(one.source, str) else one.source.statistic
        return CapacityOutlook(
            subject=one.name,
            subject_name=None,
            account_id=None if isinstance(one.source, str) else one.source.account,
            region=None if isinstance(one.source, str) else one.source.region,
            component=one.kind,
            unit=one.unit,
            statistic=source,
            value=_typical(values) if values else None,
            threshold=one.critical or Decimal(0),
            limit=one.limit,
            history_days=len(values),
            lead_time_days=one.lead_time_days,
            crossing=crossing,
            order_by=order_by(crossing, one.lead_time_days, self.as_of),
            warning=warns(crossing, one.lead_time_days, self.as_of),
            method=METHOD,
        )

    def _bottlenecks(self, outlooks: Sequence[CapacityOutlook]) -> Iterator[Bottleneck]:
        """Of every resource with an outlook what runs out first, and what nobody knows."""
        by_resource: dict[str, list[CapacityOutlook]] = {}
        for one in outlooks:
            by_resource.setdefault(one.subject, []).append(one)
        for used in self.resources:
            found = by_resource.get(used.resource.arn)
            first = first_of(found) if found else None
            if first is None:
                continue
            measured = {component_of(metric) for metric in used.use}
            yield Bottleneck(
                resource=first.subject,
                resource_name=first.subject_name,
                account_id=used.resource.account_id,
                region=used.resource.region,
                component=first.component,
                crossing=first.crossing,
                unknown=tuple(name for name in COMPONENTS if name not in measured),
            )


def _id(one: Candidate) -> str:
    # No measure's name holds a colon.
    return f"{one.used.resource.arn} {one.metric}"


def _order(one: CapacityOutlook) -> tuple[date, Decimal, str, str]:
    return urgency(one.crossing) or date.max, -(one.value or Decimal(0)), one.subject, one.component


def _typical(values: Mapping[date, Decimal]) -> Decimal:
    latest = sorted(values)[-TYPICAL_DAYS:]
    return Decimal(median(values[day] for day in latest)).quantize(_PLACES)


def _line(values: Mapping[date, Decimal]) -> tuple[float, float]:
    """Where a metric stands and its growth a day: from its first week's median to its last's."""
    days = sorted(values)
    first, last = days[:TYPICAL_DAYS], days[-TYPICAL_DAYS:]
    begun, now = (float(median(values[day] for day in some)) for some in (first, last))
    apart = (last[len(last) // 2] - first[len(first) // 2]).days
    return now, (now - begun) / apart if apart else 0.0


def _until(missing: float, slope: float) -> float:
    return missing / slope if slope > 0 else float("inf")


def _frame(series: Mapping[str, Mapping[date, Decimal]]) -> pd.DataFrame:
    rows = [(name, day, float(values[day])) for name, values in series.items() for day in values]
    names, days, found = zip(*rows, strict=True) if rows else ((), (), ())
    return pd.DataFrame(
        {
            "unique_id": pd.Series(names, dtype=object),
            "ds": pd.DatetimeIndex(np.array(days, dtype="datetime64[us]")),
            "y": np.array(found, dtype=np.float64),
        }
    )
