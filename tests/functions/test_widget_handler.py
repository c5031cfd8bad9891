"""The widget function: an invocation by the CloudWatch console in, HTML out."""

from collections.abc import Iterator

import pytest
from costgov.errors import SettingsError
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_session import client
from costgov.settings import WidgetSettings

from functions.widget import handler as widget
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed
from tests.unit.console.widgets import REPORT, demo_with_alerts

# As the console sends it (Details about custom widgets, CloudWatch user guide).
CONTEXT = {
    "dashboardName": "CostGovernor",
    "widgetId": "widget-16",
    "accountId": "123456789012",
    "locale": "en",
    "timezone": {"label": "UTC", "offsetISO": "+00:00", "offsetInMinutes": 0},
    "period": 300,
    "isAutoPeriod": True,
    "timeRange": {"mode": "relative", "start": 1, "end": 2, "relativeStart": 86_400_012},
    "theme": "dark",
    "linkCharts": True,
    "title": "Alerts",
    "forms": {"all": {}},
    "params": {"sections": ["alerts"]},
    "width": 588,
    "height": 369,
}


@pytest.fixture
def aws() -> Iterator[None]:
    """Tables with the alerts of a product that has run."""
    settings = WidgetSettings(
        cost_source="cost_explorer",
        stage="production",
        control_table="control",
        costs_table="costs",
        results_table="results",
        report_address=REPORT,
    )
    with deployed(widget, settings):
        control = DynamoDocumentStore(client("dynamodb"), "control")
        for document in demo_with_alerts().control.items.values():
            if document.pk.startswith("alert-open"):
                control.put(document.pk, document.sk, document.body)
        yield


@pytest.mark.usefixtures("aws")
def test_the_console_gets_html_in_its_theme() -> None:
    event = {"sections": ["alerts"], "limit": 3, "widgetContext": CONTEXT}

    html = widget.handler(event, lambda_context("widget"))

    assert 'cg cg-dark"' in html
    assert html.count("<tr>") == 4
    assert "EC2 is $312 over expected" in html


@pytest.mark.usefixtures("aws")
def test_the_console_gets_the_documentation_and_nothing_is_read() -> None:
    assert widget.handler({"describe": True}, lambda_context("widget")).startswith("## ")
    assert widget.build.cache_info().currsize == 0


@pytest.mark.usefixtures("aws")
def test_a_wrong_parameter_is_shown_where_the_widget_would_be() -> None:
    html = widget.handler({"sections": ["<b>"]}, lambda_context("widget"))

    assert html.startswith("<p>parameter sections")
    assert "<b>" not in html


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    widget.build.cache_clear()
    monkeypatch.setenv("COSTGOV_STAGE", "production")

    with pytest.raises(SettingsError, match="COSTGOV_CONTROL_TABLE"):
        widget.handler({}, lambda_context("widget"))
