"""News of one anomaly's and one budget's life, and a digest, as channels get them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.alerting.alert import (
    Alert,
    AlertEntry,
    AlertState,
    Happening,
    News,
    alert_id,
)
from costgov.domain.alerting.closing import closing_words
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import (
    Driver,
    Fact,
    Link,
    Point,
    RuleKind,
    Severity,
    Signal,
    Subject,
)

BASIS = (
    "billing days (UTC) up to 2026-11-20; EffectiveCost from cost_explorer, read "
    "2026-11-21T06:00:00.000000Z"
)
SINCE = date(2026, 11, 18)
OPENED = datetime(2026, 11, 20, 6, 31, tzinfo=UTC)
HISTORY = {
    AlertState.ACKNOWLEDGED: Happening.ACKNOWLEDGED,
    AlertState.SNOOZED: Happening.SNOOZED,
    AlertState.PLANNED: Happening.PLANNED,
}


def anomaly(**changed: object) -> Signal:
    """Amazon EC2 of one account is $412 over what was expected, over three days."""
    signal = Signal(
        rule="cost-anomalies",
        kind=RuleKind.ANOMALY,
        subject=Subject(
            dimension="service",
            value="Amazon Elastic Compute Cloud - Compute",
            currency="USD",
            account="222233334444",
            account_name="prod-ml",
            service="Amazon Elastic Compute Cloud - Compute",
            region="us-east-1",
            team="platform",
        ),
        period="9f31c0de",
        severity=Severity.HIGH,
        title="Amazon EC2 in prod-ml is $412.00 over expected since 18 Nov (+138 %)",
        why="cost is 138 % above what was predicted, more than 50 %, with a score of 6.2; "
        "confidence 0.97",
        facts=(
            Fact(label="Actual", text="$711.00 in 3 days"),
            Fact(label="Expected", text="$299.00, between $259.00 and $339.00"),
        ),
        drivers=(
            Driver(
                name="BoxUsage:g6.12xlarge, us-east-1",
                amount=Decimal("388.20"),
                share_percent=Decimal("94.2"),
            ),
            Driver(
                name="EBS:VolumeUsage.gp3", amount=Decimal("19.10"), share_percent=Decimal("4.6")
            ),
            Driver(
                name="DataTransfer-Regional-Bytes between availability zones of us-east-1",
                amount=Decimal("4.70"),
                share_percent=Decimal("1.1"),
            ),
        ),
        drivers_of="usage types",
        amount=Decimal("412.00"),
        projected=Decimal("1786.00"),
        since=SINCE,
        as_of=date(2026, 11, 20),
        step="opened",
        series=tuple(
            Point(
                day=date(2026, 11, 7) + timedelta(days=index),
                actual=Decimal(95 + index % 3 if index < 11 else 237 + index),
                expected=Decimal(97),
            )
            for index in range(14)
        ),
        advice="Look at the g6.12xlarge instances started in prod-ml on 18 November; stop what is "
        "not needed, or say that it was planned.",
        links=(
            Link(label="The anomaly", address="/v1/anomalies?id=9f31c0de"),
            Link(
                label="Cost Explorer",
                address="https://us-east-1.console.aws.amazon.com/cost-management/home"
                "#/cost-explorer?granularity=Daily&startDate=2026-11-01",
            ),
        ),
        basis=BASIS,
    )
    return signal.model_copy(update=changed)


def budget(**changed: object) -> Signal:
    """The organisation's budget has reached 80 %, and 102 % is expected."""
    signal = Signal(
        rule="budget-limits",
        kind=RuleKind.BUDGET,
        subject=Subject(dimension="budget", value="organisation", currency="USD"),
        period="organisation#2026-11-01",
        severity=Severity.MEDIUM,
        title="Budget organisation: $48,913.20 of $60,000.00 spent (81.5 %)",
        why="budget-limits: 50 %, 80 % spent and 100 % expected of $60,000.00",
        facts=(
            Fact(label="Spent", text="$48,913.20 of $60,000.00 (81.5 %)"),
            Fact(label="Limit reached", text="expected on 29 Nov 2026"),
            Fact(
                label="Forecast",
                text="$61,200.00 by 30 Nov 2026 (102 %), 80 % between $59,900.00 and $62,700.00",
            ),
            Fact(label="Period", text="monthly, 1 Nov 2026 to 30 Nov 2026, 10 days left"),
            Fact(label="Covers", text="all spend in USD (EffectiveCost)"),
        ),
        drivers=(
            Driver(
                name="Amazon Elastic Compute Cloud - Compute",
                amount=Decimal("24061.7256"),
                share_percent=Decimal("49.2"),
            ),
            Driver(
                name="Amazon Relational Database Service",
                amount=Decimal(9000),
                share_percent=Decimal("18.4"),
            ),
        ),
        drivers_of="services of the period so far",
        amount=Decimal("913.20"),
        projected=Decimal("13200.00"),
        since=date(2026, 11, 20),
        as_of=date(2026, 11, 20),
        step="actual-80",
        basis=f"{BASIS}; forecast of 2026-11-20: median of four methods",
        links=(Link(label="Budgets", address="/v1/budgets"),),
    )
    return signal.model_copy(update=changed)


def news(
    signal: Signal | None = None,
    what: Happening = Happening.OPENED,
    sequence: int = 1,
    note: str = "",
    **alert: object,
) -> News:
    """News of an alert of that signal, as of the day after its last."""
    signal = signal or anomaly()
    at = OPENED + timedelta(days=sequence - 1)
    fields = {
        "id": alert_id(signal),
        "signal": signal,
        "owner": "platform",
        "opened_at": OPENED,
        "updated_at": at,
        "news": sequence,
    } | alert
    return News(alert=Alert.model_validate(fields), what=what, sequence=sequence, at=at, note=note)


def opened() -> News:
    """The first news of the anomaly."""
    return news()


def updated() -> News:
    """The same two days later: it has doubled."""
    grown = anomaly(
        title="Amazon EC2 in prod-ml is $890.00 over expected since 18 Nov (+149 %)",
        amount=Decimal("890.00"),
        as_of=date(2026, 11, 21),
        step="doubled",
    )
    return news(grown, Happening.UPDATED, 2, note="the impact has more than doubled, from $412.00")


def decided(
    state: AlertState = AlertState.ACKNOWLEDGED,
    who: str = "slack:U012AB3CD",
    **alert: object,
) -> News:
    """Somebody has said something on it, with a note."""
    at = OPENED + timedelta(days=1, hours=3, minutes=9)
    entry = AlertEntry(at=at, who=who, what=HISTORY[state], note="looking at it")
    fields: dict[str, object] = {"state": state, "history": (entry,)}
    return news(None, HISTORY[state], 3, "looking at it", **(fields | alert))


def resolved() -> News:
    """It is over."""
    over = anomaly(
        title="Amazon EC2 in prod-ml is back to what is expected",
        amount=Decimal("1204.50"),
        as_of=date(2026, 11, 22),
        projected=None,
    )
    at = OPENED + timedelta(days=3)
    fields: dict[str, object] = {
        "state": AlertState.RESOLVED,
        "resolved_at": at,
        "acknowledged_at": OPENED + timedelta(days=1, hours=3, minutes=9),
        "acknowledged_by": "slack:U012AB3CD",
    }
    silent = news(over, Happening.RESOLVED, 4, "", **fields)
    return silent.model_copy(update={"note": closing_words(silent.alert)})


def weekly() -> News:
    """Two recommendations of a week."""
    signal = Signal(
        rule="top-recommendations",
        kind=RuleKind.RECOMMENDATION,
        subject=Subject(currency="USD"),
        period="2026-W47",
        severity=Severity.MEDIUM,
        title="2 recommendations would save $452.00 a month",
        why="once a week, what saves most of what nobody has decided on",
        facts=(Fact(label="Undecided", text="37 in all, $2,911.40 a month"),),
        drivers=(
            Driver(
                name="EC2 instance is larger than its use: api-1 (checkout, 222233334444; effort "
                "medium, risk low)",
                amount=Decimal("412.00"),
                id="0f3c9a1be2d4c5f60718",
            ),
            Driver(
                name="EBS volume is attached to nothing: vol-0a1b2c (222233334444; effort low, "
                "risk low)",
                amount=Decimal("40.00"),
                id="7be2d4c5f607180f3c9a",
            ),
        ),
        since=date(2026, 11, 20),
        as_of=date(2026, 11, 20),
        advice="Approve what may be done; that is recorded, and nothing is changed by it.",
        links=(Link(label="All of them", address="/v1/recommendations"),),
    )
    return news(signal, owner=None)


def held() -> tuple[OutboxItem, ...]:
    """What a digest lists: two teams, two reasons, one alert told twice."""
    low = anomaly(severity=Severity.LOW, amount=Decimal("12.50"), period="a1")
    small = low.model_copy(update={"title": "Amazon S3 is $12.50 over expected since 18 Nov"})
    run = Signal(
        rule="runs",
        kind=RuleKind.RUN,
        subject=Subject(dimension="run", value="daily-2026-11-20"),
        period="2026-11-20",
        severity=Severity.LOW,
        title="The run of 2026-11-20 is incomplete: 2 gaps",
        why="two sources did not answer",
        since=date(2026, 11, 20),
        as_of=date(2026, 11, 20),
    )
    loud = anomaly(period="b2")
    return (
        item(news(small), "digest"),
        item(news(small, Happening.UPDATED, 2), "digest"),
        item(news(run, owner=None), "digest"),
        item(news(loud), "budget"),
        item(news(budget(), owner="finance"), "quiet"),
    )


def item(told: News, why: str) -> OutboxItem:
    """News that was held back for a reason."""
    queued = told.at
    later = queued + timedelta(hours=6)
    return OutboxItem(channel="email", news=told, queued_at=queued, not_before=later, held=why)
