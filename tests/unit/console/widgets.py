"""A product with costs, budgets, anomalies and alerts, and the widget that shows it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.alerting.alert import Alert, AlertState
from costgov.domain.alerting.signal import RuleKind, Severity, Signal, Subject
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.console_widget import WidgetRequest, render_widget
from costgov.pipeline.queries.stores import ReadStores

from tests.unit.reporting.demo import AS_OF, HOSTILE, Demo
from tests.unit.reporting.demo_run import complete_demo

REPORT = "https://console.aws.amazon.com/s3/object/reports?region=us-east-1&prefix=latest"


def stores_of(demo: Demo) -> ReadStores:
    """What the widget reads."""
    return ReadStores(demo.costs, demo.results, demo.control)


def demo_with_alerts() -> Demo:
    """The report's demo with an alert of each severity, one of them named by an attacker."""
    demo = complete_demo()
    open_alerts(demo.control).make_equal([])
    for number, severity in enumerate(Severity):
        put_alert(demo, f"a{number}", severity, f"EC2 is ${number}12 over expected")
    put_alert(demo, "evil", Severity.MEDIUM, HOSTILE, owner=HOSTILE)
    return demo


def put_alert(
    demo: Demo,
    name: str,
    severity: Severity,
    title: str,
    *,
    owner: str | None = "checkout",
    since: date = AS_OF - timedelta(days=3),
) -> None:
    """Store an open alert."""
    at = datetime(2026, 10, 20, 6, tzinfo=UTC)
    signal = Signal(
        rule="anomaly",
        kind=RuleKind.ANOMALY,
        subject=Subject(dimension="service", value="Amazon EC2", currency="USD"),
        period=name,
        severity=severity,
        title=title,
        why="costs more than 150 % of what was expected",
        amount=Decimal("412.10"),
        since=since,
        as_of=AS_OF,
    )
    alert = Alert(
        id=name,
        signal=signal,
        owner=owner,
        state=AlertState.OPEN,
        opened_at=at,
        updated_at=at,
    )
    open_alerts(demo.control).put(alert, name)


def widget_of(demo: Demo, **event: object) -> str:
    """The widget's HTML."""
    return render_widget(stores_of(demo), WidgetRequest.of(event), REPORT)
