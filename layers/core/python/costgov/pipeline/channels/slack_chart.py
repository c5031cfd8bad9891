"""The small chart beside a Slack message: the days of a signal as a data visualization block.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from costgov.domain.alerting.signal import Point, RuleKind, Signal
from costgov.domain.money import rounded

MOST_POINTS: Final = 20
_LABEL: Final = 20
_FEWEST: Final = 2


def chart_blocks(signal: Signal) -> Iterator[dict[str, Any]]:
    """One line chart of the latest days that have a figure; none where there are hardly any.

    Slack wants a value for every label of every series, and missing is not zero: a day without a
    figure is left out, and so is what was expected unless it is known for every day shown.
    """
    days = [point for point in signal.series if point.actual is not None][-MOST_POINTS:]
    if len(days) < _FEWEST:
        return
    currency = signal.subject.currency
    series = [_series("Actual", days, [point.actual for point in days], currency)]
    expected = [point.expected for point in days]
    if None not in expected:
        series.append(_series("Expected", days, expected, currency))
    each = "so far" if signal.kind is RuleKind.BUDGET else "a day"
    unit = f"{currency} {each}" if currency else "by day"
    chart = {
        "type": "line",
        "series": series,
        "axis_config": {"categories": [_label(point) for point in days], "y_label": unit},
    }
    names = " and ".join(one["name"].lower() for one in series).capitalize()
    yield {"type": "data_visualization", "title": f"{names}, {unit}", "chart": chart}


def _series(
    name: str, days: Sequence[Point], values: Sequence[Decimal | None], currency: str | None
) -> dict[str, Any]:
    data = [
        {"label": _label(point), "value": _drawn(value, currency)}
        for point, value in zip(days, values, strict=True)
        if value is not None
    ]
    return {"name": name, "data": data}


def _drawn(value: Decimal, currency: str | None) -> float:
    """A figure as JSON draws it: the only place where an amount becomes a float."""
    return float(rounded(value, currency) if currency else value)


def _label(point: Point) -> str:
    return f"{point.day.day} {point.day:%b}"[:_LABEL]
