"""A budget's burn: what is spent, what is expected, and the marks of its thresholds."""

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from markupsafe import Markup

from costgov.domain.budgets import BudgetStatus
from costgov.pipeline.reporting.charts.svg import Scale, node, picture, short

WIDTH, HEIGHT = 400.0, 44.0
_TOP, _BAR = 16.0, 16.0
# A budget overrun many times over must not squeeze the rest of the bar to nothing.
_LONGEST = Decimal(200)


def budget_bar(status: BudgetStatus, label: str) -> Markup:
    """The bar; everything on it is in percent of the limit."""
    plan = status.plan
    percent = _percent(status)
    ends = [Decimal(110), *percent.values(), *(Decimal(mark) for mark in plan.thresholds)]
    scale = Scale(Decimal(0), min(max(ends), _LONGEST), 2.0, WIDTH - 2.0)
    children = [_bar(scale, Decimal(0), scale.high, "track")]
    if "forecast" in percent:
        children.append(_bar(scale, Decimal(0), percent["forecast"], "expected"))
    children.append(_bar(scale, Decimal(0), percent["actual"], f"spent {status.state}"))
    if "low" in percent and "high" in percent:
        children += _whisker(scale, percent["low"], percent["high"])
    children += _marks(scale, [Decimal(mark) for mark in plan.thresholds])
    return picture(WIDTH, HEIGHT, children, class_="burn", role="img", aria_label=label)


def _percent(status: BudgetStatus) -> dict[str, Decimal]:
    """Where amounts lie on the bar, in percent of the plan."""
    amounts = {
        "actual": status.actual,
        "forecast": status.forecast,
        "low": status.forecast_low,
        "high": status.forecast_high,
    }
    return {
        name: amount / status.limit * 100 for name, amount in amounts.items() if amount is not None
    }


def _bar(scale: Scale, low: Decimal, high: Decimal, look: str) -> Element:
    start, end = scale(low), scale(high)
    return node("rect", x=start, y=_TOP, width=end - start, height=_BAR, rx=3, class_=look)


def _whisker(scale: Scale, low: Decimal, high: Decimal) -> Iterator[Element]:
    left, right, middle = scale(low), scale(high), _TOP + _BAR / 2
    path = (
        f"M{short(left)} {short(middle - 4)}v8M{short(left)} {short(middle)}"
        f"H{short(right)}M{short(right)} {short(middle - 4)}v8"
    )
    yield node("path", d=path, class_="whisker")


def _marks(scale: Scale, marks: list[Decimal]) -> Iterator[Element]:
    """A line per threshold; a label only where it touches no other."""
    taken = -100.0
    for mark in marks:
        x = scale(mark)
        yield node("path", d=f"M{short(x)} {short(_TOP - 3)}v{short(_BAR + 6)}", class_="mark")
        if x - taken >= 34:
            taken = x
            anchor = "end" if x > WIDTH - 20 else "middle"
            yield node(
                "text",
                text=f"{mark} %",
                x=x,
                y=_TOP - 6,
                font_size=11,
                text_anchor=anchor,
                class_="tick",
            )
