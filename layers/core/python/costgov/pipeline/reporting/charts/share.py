"""The thin bar under a name: its share of the whole."""

from decimal import Decimal

from markupsafe import Markup

from costgov.pipeline.reporting.charts.svg import Scale, node, picture

_FULL = Scale(Decimal(0), Decimal(100), 0.0, 100.0)


def share_bar(share: Decimal | None) -> Markup:
    """The bar stretches with its cell; a share below zero (a credit) is drawn in its own look.

    The number stands beside it, so assistive technology passes the drawing over.
    """
    width = _FULL(abs(share)) if share is not None else 0.0
    look = "below" if share is not None and share < 0 else "part"
    children = [
        node("rect", x=0, y=0, width=100, height=4, class_="track"),
        node("rect", x=0, y=0, width=width, height=4, class_=look),
    ]
    return picture(100, 4, children, class_="share", preserveAspectRatio="none", aria_hidden="true")
