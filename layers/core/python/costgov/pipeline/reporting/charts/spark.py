"""How forecasts' errors went, in one small line, beside what repeating the last week would do."""

from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from markupsafe import Markup

from costgov.domain.accuracy_ledger import RecentScore
from costgov.pipeline.reporting.charts.svg import Scale, node, picture, short

WIDTH, HEIGHT = 400.0, 48.0


def spark_line(scores: Sequence[RecentScore], label: str) -> Markup:
    """Each forecast's error over the days they were made on; the naive's dashed."""
    highest = max(amount for one in scores for amount in (one.wape, one.naive or Decimal(0)))
    errors = Scale(Decimal(0), highest, HEIGHT - 4, 4.0)
    first, last = scores[0].as_of.toordinal(), scores[-1].as_of.toordinal()
    days = Scale(Decimal(first), Decimal(max(last, first + 1)), 4.0, WIDTH - 4)
    ours = [(days(Decimal(one.as_of.toordinal())), errors(one.wape)) for one in scores]
    naive = [
        (days(Decimal(one.as_of.toordinal())), errors(one.naive))
        for one in scores
        if one.naive is not None
    ]
    children = [
        node("path", d=f"M4 {short(HEIGHT - 4)}H{short(WIDTH - 4)}", class_="axis"),
        *_line(naive, "naive"),
        *_line(ours, "mean"),
    ]
    return picture(WIDTH, HEIGHT, children, class_="spark", role="img", aria_label=label)


def _line(points: Sequence[tuple[float, float]], look: str) -> list[Element]:
    if len(points) < 2:
        return []
    path = "L".join(f"{short(x)} {short(y)}" for x, y in points)
    return [node("path", d=f"M{path}", class_=look)]
