"""Cost per day as stacked columns, with the forecast fan and the anomalies' numbers above."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from markupsafe import Markup

from costgov.domain.insights import ForecastDay
from costgov.domain.period import Window
from costgov.pipeline.reporting.charts.badges import ROW, Badges, badge_marks, badge_rows
from costgov.pipeline.reporting.charts.cuts import cut_marks
from costgov.pipeline.reporting.charts.plot import LEVELS, Frame, Plot, axes, make_plot
from costgov.pipeline.reporting.charts.svg import box, node, picture, short
from costgov.pipeline.reporting.daily import DailyCosts, DayCost, Series
from costgov.pipeline.reporting.text import day_text, money

# The gap between columns, as a share of a column and at most.
_GAP_SHARE, _GAP = 0.16, 2.0


def daily_chart(daily: DailyCosts, badges: Badges, label: str, uid: str, frame: Frame) -> Markup:
    """The drawing; `label` is what it says to a reader who does not see it.

    A day nobody delivered is hatched over its whole height, a day that cost nothing has a ring on
    the axis. What was given back hangs below the axis, and a bar marks such a day's net cost. A
    column far longer than the others is cut (see `cuts`).
    """
    rows = badge_rows(badges, Window(daily.days[0].day, daily.end), frame)
    plot = make_plot(daily, frame, frame.top + ROW * (max(rows.values(), default=-1) + 1))
    hatch = f"{uid}-hatch"
    children = [
        node("defs", _hatch(hatch)),
        *axes(plot),
        *_missing(plot, daily, hatch),
        *_bands(plot, daily.forecast),
        *_layers(plot, daily),
        *_zero_days(plot, daily),
        *_net_marks(plot, daily),
        *_cuts(plot, daily),
        *badge_marks(plot, badges, rows),
        *(_hovers(plot, daily) if frame.hover else ()),
    ]
    return picture(
        frame.width, frame.height, children, class_="chart", role="img", aria_label=label
    )


def series_looks(series: Sequence[Series]) -> list[str]:
    """The CSS class of each series, the same in chart and legend."""
    return [
        f"s{number}" if one.kind == "service" else one.kind
        for number, one in enumerate(series, start=1)
    ]


def has_net_marks(daily: DailyCosts) -> bool:
    """Whether the legend must explain the net marks."""
    return any(part < 0 for day in daily.days for part in day.parts)


def _hatch(uid: str) -> Element:
    line = node("path", d="M0 6L6 0", class_="hatch")
    return node("pattern", line, id=uid, width=6, height=6, patternUnits="userSpaceOnUse")


def _missing(plot: Plot, daily: DailyCosts, hatch: str) -> Iterator[Element]:
    path = "".join(box(plot.x(day), plot.top, plot.column, plot.height) for day in daily.missing)
    if path:
        yield node("path", d=path, fill=f"url(#{hatch})", class_="missing")


def _bands(plot: Plot, forecast: Sequence[ForecastDay]) -> Iterator[Element]:
    for level in LEVELS:
        path = "".join(
            box(plot.x(day.day), upper, plot.column, height)
            for day in forecast
            for interval in day.intervals
            if interval.level == level
            for upper, height in [plot.span(interval.low, interval.high)]
        )
        if path:
            yield node("path", d=path, class_=f"band{level}")
    if forecast:
        points = [(plot.x(day.day), plot.y(day.mean)) for day in forecast]
        steps = "".join(f"H{short(x)}V{short(y)}h{short(plot.column)}" for x, y in points)
        start = f"M{short(points[0][0])} {short(points[0][1])}"
        yield node("path", d=start + steps, class_="mean")


def _layers(plot: Plot, daily: DailyCosts) -> Iterator[Element]:
    """One path per series: what costs is stacked up from zero, what is given back down."""
    pieces: list[list[str]] = [[] for _ in daily.series]
    gap = min(_GAP, plot.column * _GAP_SHARE)
    for day in daily.days:
        up = down = Decimal(0)
        for layer, part in zip(pieces, day.parts, strict=bool(day.parts)):
            base = up if part > 0 else down
            if part:
                span = plot.span(base, base + part)
                layer.append(box(plot.x(day.day) + gap / 2, span[0], plot.column - gap, span[1]))
            up, down = (up + part, down) if part > 0 else (up, down + part)
    for look, boxes in zip(series_looks(daily.series), pieces, strict=True):
        if boxes:
            yield node("path", d="".join(boxes), class_=f"layer {look}")


def _zero_days(plot: Plot, daily: DailyCosts) -> Iterator[Element]:
    for day in daily.days:
        if day.free:
            yield node(
                "circle", cx=plot.middle(day.day), cy=plot.y(Decimal(0)), r=2.5, class_="zero"
            )


def _net_marks(plot: Plot, daily: DailyCosts) -> Iterator[Element]:
    path = "".join(
        f"M{short(plot.x(day.day))} {short(plot.y(day.total))}h{short(plot.column)}"
        for day in daily.days
        if day.total is not None and any(part < 0 for part in day.parts)
    )
    if path:
        yield node("path", d=path, class_="net")


def _cuts(plot: Plot, daily: DailyCosts) -> Iterator[Element]:
    columns = [(plot.x(day.day), plot.column) for day in daily.days]
    return cut_marks(daily, plot.y, columns, plot.frame.font)


def _hovers(plot: Plot, daily: DailyCosts) -> Iterator[Element]:
    """Invisible columns whose title a browser shows under the pointer."""
    titles = [(day.day, _title(day, daily.currency)) for day in daily.days] + [
        (day.day, f"{day_text(day.day)}: about {money(day.mean, daily.currency)} expected")
        for day in daily.forecast
    ]
    for day, text in titles:
        hint = node("title", text=text)
        x, width = plot.x(day), plot.column
        yield node("rect", hint, x=x, y=plot.top, width=width, height=plot.height, class_="hover")


def _title(day: DayCost, currency: str) -> str:
    if day.total is None:
        return f"{day_text(day.day)}: no data"
    return f"{day_text(day.day)}: {money(day.total, currency)}"
