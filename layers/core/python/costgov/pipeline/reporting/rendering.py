"""Templates to text: autoescaped, strict about what is undefined, shipped inside the package."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from costgov.domain.allocation.result import of_metric
from costgov.domain.costs import Metric
from costgov.domain.money import amount_text
from costgov.pipeline.reporting import (
    alerts,
    allocation,
    anomaly_rows,
    budget_rows,
    changes,
    completeness,
    estate,
    headline,
    labels,
    looks,
    savings,
    scenarios,
    sections,
    text,
    use,
)
from costgov.pipeline.reporting.charts.budget import budget_bar
from costgov.pipeline.reporting.charts.burn_up import burn_up_chart
from costgov.pipeline.reporting.charts.cuts import has_cuts
from costgov.pipeline.reporting.charts.daily import daily_chart, has_net_marks, series_looks
from costgov.pipeline.reporting.charts.plot import FRAMES
from costgov.pipeline.reporting.charts.share import share_bar
from costgov.pipeline.reporting.charts.spark import spark_line
from costgov.pipeline.reporting.charts.spread import spread_bar
from costgov.pipeline.reporting.page import ReportPage

_HELPERS: Final[Mapping[str, object]] = {
    "ANOMALIES": anomaly_rows.SHOWN,
    "CPU": estate.CPU,
    "MEMORY": estate.MEMORY,
    "EFFECTIVE": Metric.EFFECTIVE,
    "FRAMES": FRAMES,
    "GROUPS": allocation.GROUPS,
    "HELD_SHOWN": alerts.SHOWN,
    "LINES": completeness.LINES,
    "SOURCES": sections.SOURCES,
    "SUGGESTIONS": allocation.SUGGESTIONS,
    "alert_look": alerts.alert_look,
    "amount_at_stake": alerts.amount_at_stake,
    "state_of_alert": alerts.state_of_alert,
    "accuracy_words": headline.accuracy_words,
    "badges": anomaly_rows.badges,
    "break_even_words": savings.break_even_words,
    "budget_bar": budget_bar,
    "burn_up_chart": burn_up_chart,
    "burn_up_label": labels.burn_up_label,
    "budget_label": labels.budget_label,
    "budget_look": looks.budget_look,
    "budget_words": budget_rows.state_words,
    "KIND_WORDS": changes.KIND_WORDS,
    "change_words": scenarios.change_words,
    "daily_chart": daily_chart,
    "daily_label": labels.daily_label,
    "dimension_noun": anomaly_rows.dimension_noun,
    "levels_of": anomaly_rows.levels_of,
    "driver_words": changes.driver_words,
    "feedback_words": labels.feedback_words,
    "finder_words": labels.finder_words,
    "group_words": allocation.group_words,
    "group_name": use.group_name,
    "has_cuts": has_cuts,
    "has_net_marks": has_net_marks,
    "interval_of": headline.interval_of,
    "missing_words": labels.missing_words,
    "money": text.money,
    "month_end_of": headline.month_end_of,
    "month_name": text.month_name,
    "of_metric": of_metric,
    "period_words": scenarios.period_words,
    "outlook_name": use.outlook_name,
    "plural": text.plural,
    "quantity_words": use.quantity_words,
    "risk_words": use.risk_words,
    "range_words": labels.range_words,
    "return_words": savings.return_words,
    "rule_words": allocation.rule_words,
    "saving_text": savings.saving_text,
    "score_text": use.score_text,
    "sentence": headline.sentence,
    "series_label": labels.series_label,
    "series_name": anomaly_rows.series_name,
    "series_looks": series_looks,
    "severity_look": looks.severity_look,
    "share_bar": share_bar,
    "shown": scenarios.shown,
    "signed_money": text.signed_money,
    "span_text": text.span_text,
    "spark_line": spark_line,
    "spread_bar": spread_bar,
    "spread_label": labels.spread_label,
    "tiles": headline.tiles,
    "total_words": savings.total_words,
    "unit_amount": use.unit_amount,
    "unit_interval": use.unit_interval,
    "when_words": use.when_words,
}
"""What the templates call: pure functions of the view model."""


def render_page(page: ReportPage, files: tuple[str, ...]) -> str:
    """The whole report as one HTML text; `files` are the CSV files stored beside it."""
    return environment().get_template("report.html").render(page=page, files=files)


@cache
def environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("costgov.pipeline.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clean": text.clean,
        "day": text.day_text,
        "exact": amount_text,
        "instant": text.instant_words,
        "percent": text.percent,
        "short_day": text.short_day,
    }
    environment.globals |= _HELPERS
    return environment
