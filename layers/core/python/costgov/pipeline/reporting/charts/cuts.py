"""Columns far longer than all others are cut off, so that ordinary days stay readable.

Fees of the first of the month are often many times a day's usage. A cut column has a break in it
and its full amount above it; no other column is drawn out of proportion.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from costgov.domain.money import exact_sum
from costgov.pipeline.reporting.charts.svg import Scale, node, short
from costgov.pipeline.reporting.daily import DailyCosts, DayCost
from costgov.pipeline.reporting.text import compact

LABEL_ROW = 15.0
# A tenth of the days at most is cut, and only where the longest is far beyond the rest.
_USUAL, _FAR, _ROOM = Decimal("0.9"), Decimal("2.5"), Decimal("1.35")
_FEWEST = 10
# The width of a digit, in letter heights.
_LETTER = 0.62


def heights(day: DayCost) -> tuple[Decimal, Decimal]:
    """How far a day's column reaches above zero and below it."""
    up = exact_sum(part for part in day.parts if part > 0)
    return up, exact_sum(part for part in day.parts if part < 0)


def limit_of(days: Sequence[DayCost]) -> Decimal | None:
    """The height at which columns are cut, above zero and below it; None when none is."""
    lengths = sorted(max(up, -down) for up, down in map(heights, days))
    usual = lengths[int(len(lengths) * _USUAL) - 1] if len(lengths) >= _FEWEST else Decimal(0)
    return usual * _ROOM if 0 < usual * _FAR < lengths[-1] else None


def has_cuts(daily: DailyCosts) -> bool:
    """Whether the legend must explain cut columns."""
    return limit_of(daily.days) is not None


def cut_marks(
    daily: DailyCosts, y: Scale, columns: Sequence[tuple[float, float]], font: float
) -> Iterator[Element]:
    """A break in every cut column, and its full amount above it where there is room.

    `columns` are (x, width) by day.
    """
    taken = columns[0][0]
    for day, (x, width) in zip(daily.days, columns, strict=True):
        up, down = heights(day)
        breaks = [y(y.high) + 13] * (up > y.high) + [y(y.low) - 7] * (down < y.low)
        for at in breaks:
            yield node("path", d=f"M{short(x)} {short(at)}l{short(width)} -6", class_="break")
        if breaks and day.total is not None:
            text = compact(day.total)
            half = len(text) * font * _LETTER / 2
            middle = max(x + width / 2, taken + half)
            if middle - x <= width + half:
                taken = middle + half + 4
                place = {"x": middle, "y": y(y.high) - 4, "font_size": font}
                yield node("text", text=text, class_="middle cut", **place)
