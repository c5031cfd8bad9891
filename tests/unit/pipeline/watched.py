"""The anomalies of a bill, day after day, without the rest of the analysis."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from costgov.domain.costs import TOTAL
from costgov.domain.feedback import AnomalyFeedback, Verdict
from costgov.domain.insights import AnomalyEvent, Driver
from costgov.domain.money import exact_sum
from costgov.domain.planned_events import PlannedEvent
from costgov.pipeline import records
from costgov.pipeline.analyse_findings import store_anomalies
from costgov.pipeline.analyse_series import Calendar, Days
from costgov.pipeline.commands.feedback import FeedbackCommand, give_feedback
from costgov.pipeline.ledger import CutReader, currency_ledgers
from costgov.pipeline.queries.anomalies import Anomaly, anomalies_of
from costgov.pipeline.queries.stores import ReadStores

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore
from tests.fakes.trail import caller
from tests.unit.pipeline.ledgers import Bill

START = date(2026, 8, 1)
EC2, S3 = "Amazon EC2", "Amazon S3"
PROD, DEV = "111122223333", "444455556666"
WHO = "arn:aws:iam::111122223333:user/ann"


def october(first: int, last: int) -> list[date]:
    """Days of October 2026."""
    return [date(2026, 10, number) for number in range(first, last + 1)]


def steady(until: date, source: str = "cost_explorer") -> Bill:
    """Two services in two accounts, with a working week and a little noise."""
    bill = Bill(source=source)
    for service, account, base in ((EC2, PROD, 400), (EC2, DEV, 100), (S3, PROD, 200)):
        for number in range((until - START).days + 1):
            on = START + timedelta(days=number)
            week = 1.0 if on.weekday() < 5 else 0.8
            noise = 1 + ((number * 37 + base) % 11 - 5) / 400
            bill.charge(on, f"{base * week * noise:.4f}", service=service, account=account)
    return bill


def add(bill: Bill, on: Iterable[date], amount: int, account: str = DEV) -> Bill:
    """GPU instances in another region."""
    for day in on:
        bill.charge(
            day, amount, service=EC2, account=account, region="us-west-2", usage_type="g5.48xlarge"
        )
    return bill


@dataclass
class Watched:
    """An installation that looks for anomalies every day; nothing of a day is unsettled."""

    bill: Bill
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)

    def look(self, *days: date) -> str:
        """Look for anomalies as of each day, which is settled then; what the last run says."""
        said = ""
        for as_of in days:
            self.bill.deliver(self.costs, as_of)
            [ledger] = currency_ledgers(self.costs)
            reader = CutReader(self.costs, ledger.currency, ledger.window(as_of))
            whole = Days.of(reader.cut(TOTAL), None)
            said = store_anomalies(
                self.results,
                self.control,
                ledger=ledger,
                reader=reader,
                calendar=Calendar.of(whole, as_of),
                whole=whole,
                as_of=as_of,
            )
        return said

    @property
    def stores(self) -> ReadStores:
        """What the API reads and writes."""
        return ReadStores(costs=self.costs, results=self.results, control=self.control)

    def events(self) -> list[Anomaly]:
        """Every event, the first first."""
        return list(reversed(anomalies_of(self.stores, "USD")))

    def say(
        self, event: AnomalyEvent, verdict: Verdict, on: date, note: str = ""
    ) -> AnomalyFeedback:
        """Ann says on a day what an event was."""
        at = datetime.combine(on, time(9), UTC)
        command = FeedbackCommand(id=event.id, verdict=verdict, note=note)
        return give_feedback(self.stores, command, caller(WHO, at))

    def plan(self, *plans: PlannedEvent) -> None:
        """Push planned events."""
        records.planned_events(self.control).make_equal([(plan.name, plan) for plan in plans])


def assert_adds_up(event: AnomalyEvent) -> None:
    """The parts of one dimension are exactly what they are parts of, on every level."""
    _assert_parts(event.drivers, event.impact)


def _assert_parts(parts: tuple[Driver, ...], impact: object) -> None:
    for dimension in {part.dimension for part in parts}:
        same = [part for part in parts if part.dimension == dimension]
        assert exact_sum(part.impact for part in same) == impact
    for part in parts:
        _assert_parts(part.parts, part.impact)
