"""Where the days and amounts of the daily chart lie, and its axes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element

from costgov.domain.period import Window
from costgov.pipeline.reporting.charts.cuts import LABEL_ROW, heights, limit_of
from costgov.pipeline.reporting.charts.svg import Scale, node, short, ticks
from costgov.pipeline.reporting.daily import DailyCosts
from costgov.pipeline.reporting.text import axis_number, month_name, short_day

# The levels drawn as bands, widest first; the narrowest one always fits into the plot.
LEVELS = (95, 80)
# Room that a label needs, in letter heights.
_DAY_LABEL, _MONTH_LABEL = 4.2, 5.5
_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing in its own units; text is drawn at about one unit a pixel.

    The style sheet shows the drawing of the frame whose `name` suits the screen.
    """

    name: str
    width: float
    height: float
    left: float
    font: float
    ticks: int
    hover: bool

    top = 8.0
    bottom = 40.0

    @property
    def base(self) -> float:
        """The lower edge of the plot."""
        return self.height - self.bottom

    def column(self, days: int) -> float:
        """The width of a day."""
        return (self.width - self.left - 4) / days


WIDE = Frame("wide", width=1000, height=340, left=52, font=12, ticks=9, hover=True)
MEDIUM = Frame("medium", width=640, height=320, left=48, font=12.5, ticks=7, hover=True)
NARROW = Frame("narrow", width=360, height=300, left=40, font=11, ticks=6, hover=False)
FRAMES = (WIDE, MEDIUM, NARROW)


@dataclass(frozen=True, slots=True)
class Plot:
    """A frame with the days and amounts it shows."""

    frame: Frame
    days: Window
    top: float
    y: Scale
    marks: tuple[Decimal, ...]

    @property
    def column(self) -> float:
        """The width of a day."""
        return self.frame.column(len(self.days))

    @property
    def height(self) -> float:
        """From the top of the plot to its base."""
        return self.frame.base - self.top

    def x(self, day: date) -> float:
        """The left edge of a day."""
        return self.frame.left + (day - self.days.start).days * self.column

    def middle(self, day: date) -> float:
        """The middle of a day."""
        return self.x(day) + self.column / 2

    def span(self, low: Decimal, high: Decimal) -> tuple[float, float]:
        """Upper edge and height of a bar between two amounts."""
        upper = self.y(max(low, high))
        return upper, self.y(min(low, high)) - upper


def make_plot(daily: DailyCosts, frame: Frame, top: float) -> Plot:
    """Room for every column up to the limit, the forecast and its narrowest band."""
    limit = limit_of(daily.days)
    sums = [
        reach if limit is None else min(max(reach, -limit), limit)
        for day in daily.days
        for reach in heights(day)
    ]
    likely = [
        bound
        for day in daily.forecast
        for interval in day.intervals
        if interval.level == LEVELS[-1]
        for bound in (interval.low, interval.high)
    ]
    ends = (*sums, *likely, *(day.mean for day in daily.forecast))
    marks = ticks(min(ends), max(ends), frame.ticks)
    top += 0 if limit is None else LABEL_ROW
    scale = Scale(marks[0], marks[-1], frame.base, top)
    return Plot(frame, Window(daily.days[0].day, daily.end), top, scale, marks)


def axes(plot: Plot) -> Iterator[Element]:
    """Lines and labels of both axes."""
    yield from _amounts(plot)
    yield from _day_labels(plot)
    yield from _months(plot)


def _amounts(plot: Plot) -> Iterator[Element]:
    frame, largest = plot.frame, max(abs(mark) for mark in plot.marks)
    for mark in plot.marks:
        y = plot.y(mark)
        look = "axis" if mark == 0 else "grid"
        yield node("path", d=f"M{short(frame.left)} {short(y)}H{short(frame.width)}", class_=look)
        yield _label(plot, frame.left - 6, y + 4, axis_number(mark, largest), "end")


def _day_labels(plot: Plot) -> Iterator[Element]:
    for day in _labelled(plot):
        yield node(
            "path", d=f"M{short(plot.middle(day))} {short(plot.frame.base)}v4", class_="axis"
        )
        yield _label(plot, plot.middle(day), plot.frame.base + 17, short_day(day), "middle")


def _labelled(plot: Plot) -> Sequence[date]:
    """All days, every other one, or Mondays: as many as do not touch each other."""
    room = _DAY_LABEL * plot.frame.font
    step = next(days for days in (1, 2, 7, 14, 28, 10_000) if days * plot.column >= room)
    days = list(plot.days.days())
    if step >= 7:
        days = [day for day in days if day.weekday() == _MONDAY]
    chosen = days[:: step if step < 7 else step // 7]
    return [day for day in chosen if plot.middle(day) + room / 2 <= plot.frame.width]


def _months(plot: Plot) -> Iterator[Element]:
    """A line where a month begins, and its name where there is room for it."""
    frame = plot.frame
    starts = [day for day in plot.days.days() if day.day == 1 or day == plot.days.start]
    edges = [plot.x(day) for day in starts] + [frame.width]
    for day, (x, next_x) in zip(starts, pairwise(edges), strict=True):
        line = f"M{short(x)} {short(plot.top)}V{short(frame.height - 6)}"
        yield node("path", d=line, class_="grid month")
        if next_x - x >= _MONTH_LABEL * frame.font:
            text = f"{month_name(day)[:3]} {day.year}"
            yield _label(plot, x + 5, frame.height - 6, text, "strong")


def _label(plot: Plot, x: float, y: float, text: str, look: str) -> Element:
    return node("text", text=text, x=x, y=y, font_size=plot.frame.font, class_=look)
