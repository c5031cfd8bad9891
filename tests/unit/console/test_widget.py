"""The widget on the CloudWatch dashboard shows what is stored, and nothing that runs."""

import re

import pytest
from costgov.domain.alerting.signal import Severity
from costgov.errors import InvalidInput
from costgov.pipeline.console_widget import DESCRIPTION, WidgetRequest, render_problem
from costgov.pipeline.cost_figures import (
    budget_standings,
    cost_figures,
    metrics_of,
    open_alert_count,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.console.widgets import (
    REPORT,
    demo_with_alerts,
    put_alert,
    stores_of,
    widget_of,
)
from tests.unit.reporting.demo import HOSTILE, Demo
from tests.unit.reporting.html_tree import read_html, rows_of


def tables(html: str) -> dict[str, list[list[str]]]:
    """Rows of each table by its caption."""
    found = read_html(html).all("table")
    return {table.one("caption").text: rows_of(table)[1:] for table in found}


def test_budgets_anomalies_and_alerts_are_shown_as_stored() -> None:
    found = tables(widget_of(demo_with_alerts()))

    assert set(found) == {"Budgets", "Open anomalies", "Open alerts"}
    assert [row[1] for row in found["Open alerts"]] == [
        "critical", "high", "medium", "medium", "low"
    ]  # fmt: skip


def test_a_product_that_has_not_run_says_so() -> None:
    html = widget_of(Demo())

    assert "Nothing has been analysed yet" in html
    assert "No alert is open." in html
    assert "<table" not in html


def test_only_the_sections_and_lines_asked_for_are_shown() -> None:
    html = widget_of(demo_with_alerts(), sections=["alerts"], limit=2)

    assert set(tables(html)) == {"Open alerts"}
    assert len(tables(html)["Open alerts"]) == 2
    assert "3 more lines" in html


def test_names_of_others_are_text_and_never_markup() -> None:
    html = widget_of(demo_with_alerts())

    assert HOSTILE not in html
    assert not re.search(r"<(script|iframe|use|img|object|link)\b|javascript:|\son\w+=", html)


@given(name=st.text(min_size=1, max_size=60))
def test_no_title_changes_the_widgets_structure(name: str) -> None:
    demo = Demo()
    put_alert(demo, "a", Severity.HIGH, name)

    assert len(read_html(widget_of(demo)).all("th")) == 6


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_wears_the_consoles_theme(theme: str) -> None:
    html = widget_of(Demo(), widgetContext={"theme": theme, "title": "x", "width": 588})

    assert f'cg cg-{theme}"' in html


def test_the_report_opens_in_s3() -> None:
    links = {link.attributes["href"] for link in read_html(widget_of(demo_with_alerts())).all("a")}

    assert links == {REPORT}


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ({"limit": 0}, "parameter limit"),
        ({"limit": "many"}, "parameter limit"),
        ({"sections": ["passwords"]}, "parameter sections"),
        ({"sections": []}, "parameter sections"),
    ],
)
def test_a_wrong_parameter_is_named(event: dict[str, object], problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        WidgetRequest.of(event)


def test_a_problem_is_shown_as_text() -> None:
    assert render_problem(HOSTILE) == ("<p>&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;</p>")


def test_cloudwatch_finds_the_parameters_in_the_documentation() -> None:
    (yaml,) = re.findall(r"``` yaml\n(.*?)```", DESCRIPTION, re.DOTALL)

    assert "sections: [costs, budgets, anomalies, alerts]" in yaml
    assert WidgetRequest.of({"describe": True}).describe


def test_metrics_are_what_the_widget_shows() -> None:
    demo = demo_with_alerts()
    stores = stores_of(demo)
    standings = budget_standings(stores.control, stores.results)

    by_currency = {
        one.currency: metrics_of(one, standings)
        for one in cost_figures(stores.costs, stores.results)
    }

    dollars = by_currency["USD"]
    assert set(dollars) == {"MonthToDateCost", "MonthEndForecast", "HighestBudgetPercent"}
    assert dollars["MonthEndForecast"] > dollars["MonthToDateCost"]
    assert dollars["HighestBudgetPercent"] == max(
        one.actual_percent for one in standings if one.plan.currency == "USD"
    )
    assert open_alert_count(stores.control) == 5


def test_what_is_not_known_is_no_metric() -> None:
    stores = stores_of(Demo())

    assert cost_figures(stores.costs, stores.results) == ()
    assert open_alert_count(stores.control) == 0
