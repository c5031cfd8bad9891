"""An anomaly at a glance: the expected range, what was expected, and what came."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from markupsafe import Markup

from costgov.domain.insights import AnomalyEvent
from costgov.pipeline.reporting.anomaly_rows import AnomalyRow, within_range
from costgov.pipeline.reporting.charts.svg import Scale, node, picture, short

WIDTH, HEIGHT = 400.0, 26.0
_MIDDLE = HEIGHT / 2


def spread_bar(row: AnomalyRow, label: str) -> Markup:
    """The range as a band, the expectation as a line in it, the actual as a dot."""
    event = row.event
    scale = Scale(*within_range(event), 8.0, WIDTH - 8.0)
    zero, expected, actual = (scale(x) for x in (Decimal(0), event.expected, event.actual))
    children = [
        node("path", d=f"M8 {short(_MIDDLE)}H{short(WIDTH - 8)}", class_="grid"),
        node("path", d=f"M{short(zero)} 4V{short(HEIGHT - 4)}", class_="axis"),
        *_band(event, scale),
        node("path", d=f"M{short(expected)} 4V{short(HEIGHT - 4)}", class_="mean"),
        node("path", d=f"M{short(expected)} {short(_MIDDLE)}H{short(actual)}", class_="away"),
        node("circle", cx=actual, cy=_MIDDLE, r=5.5, class_="dot"),
    ]
    return picture(WIDTH, HEIGHT, children, class_="spread", role="img", aria_label=label)


def _band(event: AnomalyEvent, scale: Scale) -> list[Element]:
    if event.low is None or event.high is None:
        return []
    low, high = scale(event.low), scale(event.high)
    width = max(high - low, 2)
    return [node("rect", x=low, y=6, width=width, height=HEIGHT - 12, rx=3, class_="range")]
