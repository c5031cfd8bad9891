"""The anomalies' numbers above the days on which they began."""

from collections.abc import Iterator, Mapping
from datetime import date
from xml.etree.ElementTree import Element

from costgov.domain.period import Window
from costgov.pipeline.reporting.charts.plot import Frame, Plot
from costgov.pipeline.reporting.charts.svg import node, short

type Badges = Mapping[date, str]

ROW = 16.0
_HEIGHT = ROW - 2
_LETTER = 7.0


def badge_rows(badges: Badges, days: Window, frame: Frame) -> dict[date, int]:
    """The row of each badge: the first one in which it touches no other."""
    column = frame.column(len(days))
    ends: list[float] = []
    rows: dict[date, int] = {}
    for day in sorted(day for day in badges if day in days):
        middle = ((day - days.start).days + 0.5) * column
        half = _width(badges[day]) / 2 + 1
        row = next((i for i, end in enumerate(ends) if end <= middle - half), len(ends))
        ends[row : row + 1] = [middle + half]
        rows[day] = row
    return rows


def badge_marks(plot: Plot, badges: Badges, rows: Mapping[date, int]) -> Iterator[Element]:
    """Each badge with a line down to its day."""
    for day, row in rows.items():
        text, middle = badges[day], plot.middle(day)
        width, y = _width(text), plot.frame.top + row * ROW - 6
        x = min(max(middle - width / 2, 0), plot.frame.width - width)
        stem = f"M{short(middle)} {short(y + _HEIGHT)}V{short(plot.frame.base)}"
        yield node("path", d=stem, class_="stem")
        yield node("rect", x=x, y=y, width=width, height=_HEIGHT, rx=7, class_="badge")
        place = {"x": x + width / 2, "y": y + 11, "font_size": 10.5}
        yield node("text", text=text, class_="middle badge-text", **place)


def _width(text: str) -> float:
    return max(_HEIGHT, _LETTER * len(text) + 7)
