"""What rules look at: stored results, the books of each currency, and the alerts that are open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from costgov.domain.alerting.alert import Alert
from costgov.domain.alerting.rules import Rule
from costgov.domain.alerting.signal import Signal, Subject
from costgov.domain.budgets import BudgetStatus
from costgov.domain.costs import ACCOUNT, SERVICE, TAG_PREFIX, TOTAL
from costgov.domain.insights import AnomalyEvent, Summary
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.planned_events import PlannedEvent
from costgov.domain.runs import ANALYSE, Gap
from costgov.errors import NotFound
from costgov.gateways.ports import CostReader, DocumentStore
from costgov.pipeline import records
from costgov.pipeline.budget_days import Books
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers

# Series are compared over weeks; nothing older is read.
LOOK_BACK: Final = timedelta(days=62)
# An event that goes on for longer is found by the alert that is open on it.
EVENT_LOOK_BACK: Final = timedelta(days=92)
# What was read less lately than this says nothing of the latest days.
LATE: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says: its signals, whether it could be judged at all, and notes in words.

    Where only some subjects could not be judged, their open alerts are among the signals as they
    were (`Ground.kept`), and the rule counts as judged.
    """

    signals: tuple[Signal, ...] = ()
    judged: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What all rules say; `judged` are the names of those that could be judged now."""

    signals: tuple[Signal, ...]
    judged: frozenset[str]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """All that rules may look at on a day; each part is read when it is first asked for."""

    costs: CostReader
    results: DocumentStore
    control: DocumentStore
    as_of: date
    now: datetime
    run_id: str
    owner_tag: str = "Team"
    open_alerts: Sequence[Alert] = ()
    statuses: Sequence[BudgetStatus] = ()
    books: Mapping[str, Books] = field(default_factory=dict)
    rules: Sequence[Rule] = ()

    @cached_property
    def ledgers(self) -> dict[str, CurrencyLedger]:
        """Every currency's ledger."""
        return {ledger.currency: ledger for ledger in currency_ledgers(self.costs)}

    def reader(self, currency: str) -> CutReader:
        """Reads the latest weeks of a currency, each cut once."""
        return self._readers[currency]

    @cached_property
    def _readers(self) -> dict[str, CutReader]:
        return {
            currency: CutReader(self.costs, currency, _latest(ledger.window(self.as_of)))
            for currency, ledger in self.ledgers.items()
        }

    def summary(self, currency: str) -> Summary | None:
        """What the analysis of this very day says of a currency; None where it did not run."""
        try:
            return records.summaries(self.results).get(records.day_sort(self.as_of), currency)
        except NotFound:
            return None

    @cached_property
    def unanalysed(self) -> dict[str, str]:
        """Currencies that this run's analysis could not read, and why; "" stands for all."""
        try:
            record = records.steps(self.control).get(f"{ANALYSE}#all", self.run_id)
        except NotFound:
            return {"": "this run has no analysis"}
        return {gap.target: gap.detail for gap in record.gaps if gap.target in self.ledgers}

    def events(self, currency: str) -> list[AnomalyEvent]:
        """Anomaly events of the latest months, and those that alerts are open on."""
        table, after = records.anomalies(self.results), self.as_of - EVENT_LOOK_BACK
        found: dict[str, AnomalyEvent] = {}
        position: str | None = records.day_sort(after)
        while position is not None:
            page, position = table.page(currency, after=position)
            found |= {event.id: event for event in page}
        for alert in self.open_alerts:
            signal = alert.signal
            if signal.subject.currency == currency and signal.since <= after:
                older = table.all(currency, prefix=records.day_sort(signal.since))
                found |= {event.id: event for event in older if event.id == signal.period}
        return [event for event in found.values() if event.start <= self.as_of]

    def is_planned(self, subject: Subject, window: Window) -> bool:
        """Whether people expect a part of the bill to move on one of these days.

        What is planned of any part may move the whole.
        """
        for event in self._planned:
            here = event.currency in {None, subject.currency}
            days = event.start < window.end and window.start <= event.end
            told = event.conditions
            part = not told or told == {subject.dimension: subject.value}
            if here and days and (part or subject.dimension == TOTAL):
                return True
        return False

    @cached_property
    def _planned(self) -> list[PlannedEvent]:
        return records.planned_events(self.control).all()

    def open_of(self, rule: str) -> list[Alert]:
        """The open alerts of a rule."""
        return [alert for alert in self.open_alerts if alert.signal.rule == rule]

    def open_on(self, rule: str, subject: Subject, prefix: str = "") -> Alert | None:
        """See `open_on`."""
        return open_on(self.open_alerts, rule, subject, prefix)

    def kept(self, rule: str, subject: Subject | None = None) -> Iterator[Signal]:
        """The open alerts of a rule (on a subject) as they were: nothing is known, nothing ends."""
        for alert in self.open_of(rule):
            if subject is None or place_of(alert.signal.subject) == place_of(subject):
                yield still(alert)

    def kept_of_currency(self, rule: str, currency: str) -> Iterator[Signal]:
        """The open alerts of a rule in a currency that nothing is known of."""
        for alert in self.open_of(rule):
            if alert.signal.subject.currency == currency:
                yield still(alert)

    def kept_without_ledger(self, rule: str) -> Iterator[Signal]:
        """The open alerts of a rule in currencies of which no cost is stored at all."""
        for alert in self.open_of(rule):
            if alert.signal.subject.currency not in self.ledgers:
                yield still(alert)

    def subject(self, dimension: str, value: str | None, currency: str | None) -> Subject:
        """A value of the ledger as what an alert is about."""
        account = value if dimension == ACCOUNT else None
        owned = dimension == f"{TAG_PREFIX}{self.owner_tag}"
        return Subject(
            dimension=dimension,
            value=value,
            currency=currency,
            account=account,
            account_name=self.account_name(account),
            service=value if dimension == SERVICE else None,
            team=value if owned else None,
        )

    def account_name(self, account: str | None) -> str:
        """What Organizations calls an account; empty where it is not known."""
        return self._account_names.get(account or "", "")

    @cached_property
    def _account_names(self) -> dict[str, str]:
        return {info.id: info.name for info in records.accounts(self.control).all()}


def place_of(subject: Subject) -> tuple[str | None, ...]:
    """What tells subjects apart: the same as in an alert's id."""
    return (
        subject.dimension,
        subject.value,
        subject.currency,
        subject.account,
        subject.region,
    )


def open_on(alerts: Iterable[Alert], rule: str, subject: Subject, prefix: str = "") -> Alert | None:
    """The open alert of a rule on a subject whose period begins so; the latest of several."""
    found = (
        alert
        for alert in alerts
        if alert.signal.rule == rule
        and alert.signal.period.startswith(prefix)
        and place_of(alert.signal.subject) == place_of(subject)
    )
    return max(found, key=lambda alert: alert.opened_at, default=None)


def still(alert: Alert) -> Signal:
    """An open alert's signal again, for want of a newer one."""
    return alert.signal.model_copy(update={"strength": "holds"})


def grown(before: Alert | None, parts: Iterable[str]) -> str:
    """The steps of an alert with these: what was told once is not told again while it is open."""
    told = before.signal.step.split() if before else []
    return " ".join(sorted({*told, *parts}))


def _latest(window: Window) -> Window:
    start = max(window.start, min(window.end, window.end - LOOK_BACK))
    return Window(start, max(window.end, start))


def days_back(day: date, count: int) -> Window:
    """So many days up to and including a day."""
    return Window(day - (count - 1) * ONE_DAY, day + ONE_DAY)
