"""The load of Auto Scaling groups in the next two days; a look ahead of the step analyse."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

import pandas as pd

from costgov.analysis.forecast import LEVELS
from costgov.analysis.load import LoadChoice, predict_load
from costgov.domain.insights import Basis, Interval
from costgov.domain.load import GroupLoad, LoadForecast, LoadPoint
from costgov.domain.runs import StepEvent
from costgov.pipeline.analyse import AnalysePorts
from costgov.pipeline.findings import Findings, missing
from costgov.pipeline.load_records import group_loads, load_forecasts, load_sort
from costgov.settings import AnalyseSettings

HORIZON_HOURS: Final = 48
MOST_GROUPS: Final = 1000
"""Groups that a run predicts, some 400 MB of their hours and two minutes."""
METHODS: Final = {
    "forest": "random forest with direct features",
    "statistical": "weighted mean of smoothing and running medians with daily and weekly profiles",
}
# Hours that ended days ago say little of tomorrow's.
_STALE: Final = timedelta(days=2)
_PLACES: Final = Decimal("0.0001")
_ALL_OF_IT: Final = 100.0


def predict(
    event: StepEvent,
    ports: AnalysePorts,
    settings: AnalyseSettings,  # noqa: ARG001 - a look's
    now: datetime,  # noqa: ARG001 - a look's
) -> Findings:
    """Store what load each group with recent hours is expected to have; forget other groups'.

    Of very many groups the first are predicted, and how many are left out is a gap.

    Raises:
        StoreError: a store refused.
    """
    loads = {
        load_sort(load.target, load.group): load
        for load in group_loads(ports.results).all()
        if event.as_of - _STALE <= load.as_of <= event.as_of
    }
    chosen = dict(islice(sorted(loads.items()), MOST_GROUPS))
    found = _forecasts(chosen, event.as_of) if chosen else []
    load_forecasts(ports.results).make_equal(
        [(load_sort(one.target, one.group), one) for one in found]
    )
    if not found:
        return Findings()
    by_forest = sum(one.method == "forest" for one in found)
    note = f"load: {len(found)} groups predicted, {by_forest} by random forest"
    if left_out := len(loads) - len(found):
        detail = f"{left_out} groups beyond the first {MOST_GROUPS}"
        gap = missing(event.as_of, "load", "too-many", detail)
        return Findings(1, 0, (gap,), (note,))
    return Findings(1, 1, notes=(note,))


def _forecasts(loads: dict[str, GroupLoad], as_of: date) -> list[LoadForecast]:
    known = {name: load.points() for name, load in loads.items()}
    made = predict_load(_frame(known), HORIZON_HOURS)
    points = {str(name): rows for name, rows in made.points.groupby("unique_id", sort=False)}
    choices = {str(choice.unique_id): choice for choice in made.choices}
    return [
        _forecast(load, known[name], points[name], choices[name], as_of)
        for name, load in loads.items()
    ]


def _forecast(
    load: GroupLoad,
    known: Mapping[datetime, Decimal],
    rows: pd.DataFrame,
    choice: LoadChoice,
    as_of: date,
) -> LoadForecast:
    return LoadForecast(
        target=load.target,
        group=load.group,
        metric=load.metric,
        unit=load.unit,
        as_of=as_of,
        history_hours=len(known),
        history_end=max(known),
        points=tuple(_points(rows)),
        method=choice.method,
        reason=choice.reason,
        statistical_error=_error(choice.statistical_error),
        forest_error=_error(choice.forest_error),
        origins=choice.origins,
        basis=Basis(
            sources=("cloudwatch",), as_of=load.as_of.isoformat(), method=METHODS[choice.method]
        ),
    )


def _frame(known: Mapping[str, Mapping[datetime, Decimal]]) -> pd.DataFrame:
    rows = [
        (name, hour.replace(tzinfo=None), float(value))
        for name, own in known.items()
        for hour, value in own.items()
    ]
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y"])


def _points(rows: pd.DataFrame) -> Iterator[LoadPoint]:
    """A forecast knows no upper end; no CPU is more than busy."""
    for row in rows.to_dict("records"):
        yield LoadPoint(
            at=row["ds"].to_pydatetime().replace(tzinfo=UTC),
            mean=_percent(row["mean"]),
            intervals=tuple(
                Interval(
                    level=level, low=_percent(row[f"lo-{level}"]), high=_percent(row[f"hi-{level}"])
                )
                for level in LEVELS
            ),
        )


def _percent(value: float) -> Decimal:
    return _rounded(min(value, _ALL_OF_IT))


def _error(value: float | None) -> Decimal | None:
    return None if value is None else _rounded(value)


def _rounded(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(_PLACES)
