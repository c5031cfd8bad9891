"""A budget's burn-up: spent by each day, the even line to the limit, what is expected."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from markupsafe import Markup

from costgov.domain.budgeting.burn_up import BurnPoint, BurnUp
from costgov.pipeline.reporting.charts.svg import Scale, node, picture, short

WIDTH, HEIGHT = 400.0, 96.0
_EDGE = 4.0


def burn_up_chart(burn_up: BurnUp, label: str) -> Markup:
    """Days from left to right, amounts from below; the limit is the line across."""
    points = burn_up.points
    told = [
        amount
        for point in points
        for amount in (point.actual, point.low, point.high)
        if amount is not None
    ]
    scale = Scale(
        min(Decimal(0), *told) if told else Decimal(0),
        max([burn_up.limit, *told]),
        HEIGHT - _EDGE,
        _EDGE,
    )
    x = Scale(Decimal(0), Decimal(max(len(points) - 1, 1)), _EDGE, WIDTH - _EDGE)
    return picture(
        WIDTH, HEIGHT, _drawn(burn_up, scale, x), class_="burn-up", role="img", aria_label=label
    )


def _drawn(burn_up: BurnUp, y: Scale, x: Scale) -> Iterator[Element]:
    points, level = burn_up.points, short(y(burn_up.limit))
    band = [(i, one.low, one.high) for i, one in enumerate(points)]
    known = [(i, low, high) for i, low, high in band if low is not None and high is not None]
    if known:
        there = [_at(x, y, i, high) for i, _, high in known]
        back = [_at(x, y, i, low) for i, low, _ in reversed(known)]
        yield node("path", d=f"M{'L'.join([*there, *back])}z", class_="range")
    yield node("path", d=f"M{short(_EDGE)} {level}H{short(WIDTH - _EDGE)}", class_="limit")
    yield from _line([(i, one.ideal) for i, one in enumerate(points)], x, y, "even")
    yield from _line(_known(points, "expected"), x, y, "ahead")
    yield from _line(_known(points, "actual"), x, y, "so-far")


def _known(points: Sequence[BurnPoint], name: str) -> list[tuple[int, Decimal]]:
    told = ((i, getattr(point, name)) for i, point in enumerate(points))
    return [(i, amount) for i, amount in told if amount is not None]


def _line(
    points: Sequence[tuple[int, Decimal]], x: Scale, y: Scale, look: str
) -> Iterator[Element]:
    if points:
        path = "L".join(_at(x, y, i, amount) for i, amount in points)
        # A single day is a dot of the line's own width.
        yield node("path", d=f"M{path}{'h0.01' if len(points) == 1 else ''}", class_=look)


def _at(x: Scale, y: Scale, day: int, amount: Decimal) -> str:
    return f"{short(x(Decimal(day)))} {short(y(amount))}"
