"""Days on which the analysis has stored something, and what the alert step tells of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from costgov.domain.alerting.alert import Alert, News
from costgov.domain.alerting.rules import rule_of
from costgov.domain.costs import TOTAL, ChargeCategory, Metric, MonthCost
from costgov.domain.insights import Basis, Summary, Trend
from costgov.domain.period import Month
from costgov.domain.runs import ANALYSE, Gap, StepEvent, StepRecord, StepWindow
from costgov.pipeline import records
from costgov.pipeline.alert import AlertPorts, send_alerts
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.alerting.rule_records import StoredRule, alert_rules

from tests.builders import month_cost
from tests.fakes.inbox import Inbox, headline
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

DAY = date(2026, 10, 28)
BASIS = Basis(sources=("cost_explorer",), as_of="2026-10-28T06:00:00.000000Z", method="test")
NONE = Trend(label="stable", percent=Decimal(0), days=28)


@dataclass
class World:
    """An installation whose stores are filled by hand."""

    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    facts: dict[tuple[str, str | None], dict[date, str]] = field(default_factory=dict)
    fees: dict[date, str] = field(default_factory=dict)
    last: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.control)

    def rule(self, **given: Any) -> None:
        """Adjust or add a rule."""
        rule = rule_of(given)
        alert_rules(self.control).put(StoredRule(root=rule), rule.name)

    def cost(
        self, days: Mapping[date, str], dimension: str = "total", value: str | None = None
    ) -> None:
        """What the bill says of some days of a value, beside what it said before."""
        self.facts.setdefault((dimension, value), {}).update(days)

    def one_off(self, days: Mapping[date, str]) -> None:
        """A fee of the whole bill."""
        self.fees |= days

    def analysed(
        self, day: date, trend: Trend = NONE, settled: date | None = None, gaps: Iterable[Gap] = ()
    ) -> None:
        """The analysis of a day has run."""
        summary = Summary(
            currency="USD",
            as_of=day,
            today=None,
            settled_until=settled or day - timedelta(days=1),
            month_to_date=Decimal(0),
            month_to_date_billed=Decimal(0),
            same_days_last_month=None,
            total=Decimal(0),
            total_billed=Decimal(0),
            first_day=date(2026, 9, 1),
            last_day=day,
            trend=trend,
            month_by_category=(),
            basis=BASIS,
        )
        records.summaries(self.results).put(summary, records.day_sort(day), "USD")
        record = StepRecord(
            step=ANALYSE, expected=1, got=1, gaps=tuple(gaps), finished_at=instant(day)
        )
        records.record_step(self.control, f"daily-{day}", record)

    def run(self, day: date = DAY) -> list[str]:
        """The day's alert step; what is told of it."""
        self.step(day)
        self.last = self.inbox.read()
        return [headline(news) for news in self.last]

    def step(self, day: date = DAY) -> StepRecord:
        """The day's alert step; its record."""
        facts = list(self._facts())
        for source in {fact.source for fact in facts}:
            months = sorted({fact.month for fact in facts})
            self.costs.replace(source, months, facts, instant(day))
        event = StepEvent(run_id=f"daily-{day}", as_of=day, window=StepWindow(start=day, end=day))
        ports = AlertPorts(self.costs, self.results, self.control, self.inbox)
        return send_alerts(event, ports, instant(day))

    def _facts(self) -> Iterable[MonthCost]:
        for (dimension, value), days in self.facts.items():
            for month in sorted({Month.of(day) for day in days}):
                part = {day: amount for day, amount in days.items() if day in month.window}
                fact = month_cost(part, dimension=dimension, value=value)
                for day, fee in self.fees.items():
                    if dimension == TOTAL and day in month.window:
                        fact.add(ChargeCategory.PURCHASE, Metric.EFFECTIVE, day, Decimal(fee))
                yield fact

    @property
    def alerts(self) -> list[Alert]:
        """Those that are open."""
        return [alert for alert in open_alerts(self.control).all() if alert.is_open]

    @property
    def alert(self) -> Alert:
        """The only one that is open."""
        [found] = self.alerts
        return found


def instant(day: date) -> datetime:
    """Six in the morning of a day."""
    return datetime.combine(day, time(6), UTC)


def daily(amount: str, last: date, days: int) -> dict[date, str]:
    """The same amount on so many days up to and including the last."""
    return {last - timedelta(days=number): amount for number in range(days)}


def later(days: int) -> date:
    """So many days after DAY."""
    return DAY + timedelta(days=days)
