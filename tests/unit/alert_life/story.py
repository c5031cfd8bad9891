"""Alerts over some days, as a story tells them: a clock that is set, runs, and people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from costgov.domain.alerting.alert import Alert, Happening, alert_id
from costgov.domain.alerting.channels import (
    AlertPolicy,
    PagerDutyChannel,
    QuietHours,
    Route,
    SlackChannel,
    Team,
)
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.life import Decided, Decision
from costgov.domain.alerting.signal import RuleKind, Severity, Signal, Subject
from costgov.domain.documents import Document, Page
from costgov.pipeline.alerting.decide import decide
from costgov.pipeline.alerting.life import Findings, advance, alert_of, rouse
from costgov.pipeline.alerting.outbox import queue, waiting
from costgov.pipeline.alerting.records import ONLY, alert_policies

from tests.fakes.stores import InMemoryDocumentStore
from tests.fakes.trail import caller

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
JANE = "arn:aws:iam::111122223333:user/jane"
PROD, LAB = "111122223333", "444455556666"


def signal(name: str = "organisation", **other: Any) -> Signal:
    """A budget's finding of `DAY`, $120 over; `name` tells budgets apart."""
    given: dict[str, Any] = {
        "rule": "budget-limit",
        "kind": RuleKind.BUDGET,
        "subject": Subject(dimension="budget", value=name, currency="USD", account=PROD),
        "period": "2026-11",
        "severity": Severity.HIGH,
        "title": f"Budget {name} is $120 over",
        "why": "above 80 %",
        "amount": Decimal(120),
        "since": date(2026, 11, 9),
        "as_of": DAY,
        "step": "80",
    }
    return Signal(**(given | other))


def slack(name: str = "slack", **other: Any) -> SlackChannel:
    """A Slack channel."""
    return SlackChannel(name=name, token_secret="/costgov/slack/token", channel="C012", **other)


def pager(name: str = "pager") -> PagerDutyChannel:
    """A PagerDuty service, for high severity and above."""
    return PagerDutyChannel(name=name, routing_key_secret="/costgov/pagerduty/key")


def one_team(**other: Any) -> AlertPolicy:
    """A policy with a team that owns PROD and has a Slack channel and a pager."""
    team = Team(name="shop", accounts=(PROD,), tags=("shop",), channels=("slack", "pager"), **other)
    return AlertPolicy(channels=(slack(), pager()), teams=(team,))


@dataclass
class Story:
    """A control table, a policy and a clock."""

    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    policy: AlertPolicy = field(default_factory=AlertPolicy)
    now: datetime = NOON

    def __post_init__(self) -> None:
        if ("alert-policy", ONLY) not in self.control.items:
            alert_policies(self.control).put(self.policy, ONLY)

    @property
    def today(self) -> date:
        """The day by the clock."""
        return self.now.date()

    def later(self, **span: float) -> "Story":
        """Set the clock forward."""
        self.now += timedelta(**span)
        return self

    def run(
        self,
        *signals: Signal,
        judged: Iterable[str] = ("budget-limit",),
        as_of: date | None = None,
    ) -> int:
        """A run of the alert step, as of the clock's day; how many items it added."""
        day = as_of or self.today
        seen = [one.model_copy(update={"as_of": day}) for one in signals]
        findings = Findings(day, seen, frozenset(judged))
        news = advance(self.control, findings, self.policy, self.now)
        return queue(self.control, news, self.policy, self.now)

    def sweep(self) -> int:
        """What happens every few minutes; how many items it added."""
        return queue(self.control, rouse(self.control, self.now), self.policy, self.now)

    def decide(
        self,
        what: Decided,
        *,
        name: str = "organisation",
        until: datetime | None = None,
        note: str = "",
        who: str = JANE,
    ) -> Alert:
        """Somebody decides by the clock."""
        decision = Decision(what=what, until=until, note=note)
        return decide(self.control, alert_id(signal(name)), decision, caller(who, self.now))

    def alert(self, name: str = "organisation") -> Alert:
        """The alert of a budget."""
        return alert_of(self.control, alert_id(signal(name)))

    def items(self, channel: str = "email", name: str = "organisation") -> list[OutboxItem]:
        """What waits for a channel of a budget's alert."""
        return waiting(self.control, channel, alert_id(signal(name)))

    def told(self, channel: str = "email", name: str = "organisation") -> list[Happening]:
        """What is told of a budget's alert in a channel, in order."""
        return [item.news.what for item in self.items(channel, name)]


class WatchedStore(InMemoryDocumentStore):
    """A store that calls `before` or `after` with the number of every call, from 1."""

    calls = 0

    def __init__(
        self,
        items: dict[tuple[str, str], Document],
        before: Callable[[int], None] = lambda _: None,
        after: Callable[[int], None] = lambda _: None,
    ) -> None:
        super().__init__(items)
        self._before, self._after = before, after

    def _watched[T](self, call: Callable[[], T]) -> T:
        self.calls += 1
        number = self.calls
        self._before(number)
        done = call()
        self._after(number)
        return done

    def get(self, pk: str, sk: str) -> Document | None:
        return self._watched(lambda: super(WatchedStore, self).get(pk, sk))

    def put(self, pk: str, sk: str, body: str, **conditions: Any) -> int:
        return self._watched(lambda: super(WatchedStore, self).put(pk, sk, body, **conditions))

    def query(self, pk: str, **range_: Any) -> Page:
        return self._watched(lambda: super(WatchedStore, self).query(pk, **range_))

    def delete(self, pk: str, sk: str, *, if_version: int | None = None) -> None:
        self._watched(lambda: super(WatchedStore, self).delete(pk, sk, if_version=if_version))


def stored(control: InMemoryDocumentStore) -> dict[tuple[str, str], str]:
    """What a table holds, without the number of its writes."""
    return {place: document.body for place, document in control.items.items()}


NIGHT = QuietHours(start="22:00", end="07:00", time_zone="Europe/Berlin")
TO_PAGER = Route(channels=("pager",), kinds=(RuleKind.CAPACITY,))
