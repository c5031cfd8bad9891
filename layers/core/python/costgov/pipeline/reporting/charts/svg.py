"""The few SVG building blocks the charts share.

Amounts become floats here and only here: a float is a position on the page, never money.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, tostring

from markupsafe import Markup

from costgov.pipeline.reporting.text import clean

type Attribute = str | float | int | Decimal


def node(tag: str, *children: Element, text: str | None = None, **attributes: Attribute) -> Element:
    """An element; `class_` becomes `class`, other underscores become hyphens."""
    names = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = Element(tag, {name: _written(value) for name, value in names.items()})
    element.text = None if text is None else clean(text)
    element.extend(children)
    return element


def _written(value: Attribute) -> str:
    return clean(value) if isinstance(value, str) else short(float(value))


def short(number: float) -> str:
    """A coordinate with at most two decimals.

    >>> short(12.0), short(0.333), short(-0.001)
    ('12', '0.33', '0')
    """
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def picture(width: float, height: float, children: Iterable[Element], **attributes: str) -> Markup:
    """A whole drawing that scales with its container."""
    root = node("svg", *children, viewBox=f"0 0 {short(width)} {short(height)}", **attributes)
    # ElementTree has escaped every text and attribute.
    return Markup(tostring(root, encoding="unicode"))  # noqa: S704


def box(x: float, y: float, width: float, height: float) -> str:
    """A rectangle as a piece of path data, so that a layer of bars is one element."""
    return f"M{short(x)} {short(y)}h{short(width)}v{short(height)}h{short(-width)}z"


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps amounts from `low`…`high` onto `start`…`end`; what lies outside is cut off."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def __call__(self, amount: Decimal) -> float:
        span = float(self.high - self.low) or 1.0
        part = min(max(float(amount - self.low) / span, 0.0), 1.0)
        return self.start + part * (self.end - self.start)


def nice_step(span: Decimal, count: int) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that covers `span` in at most `count` steps.

    >>> nice_step(Decimal(930), 5), nice_step(Decimal("0.07"), 4)
    (Decimal('2E+2'), Decimal('0.02'))
    """
    rough = span / count
    power = Decimal(1).scaleb(rough.adjusted())
    return next(m * power for m in (1, 2, 5, 10) if rough <= m * power)


def ticks(low: Decimal, high: Decimal, count: int = 5) -> tuple[Decimal, ...]:
    """Round values from at or below `low` to at or above `high`, zero among them."""
    low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        return (Decimal(0), Decimal(1))
    step = nice_step(high - low, count)
    first = int(low // step) - (1 if low % step else 0)
    last = int(high // step) + (1 if high % step else 0)
    return tuple(step * number for number in range(first, last + 1))
