"""What asks for somebody: open alerts by team, and what was held back from its channels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.alert import Alert, AlertState
from costgov.domain.alerting.channels import BUILT_IN
from costgov.domain.alerting.closing import person
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Severity
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.alerting.holding import BUDGET, DIGEST, QUIET
from costgov.pipeline.alerting.outbox import waiting
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.alerting.routing import policy_of
from costgov.pipeline.reporting.text import day_text, money

SHOWN: Final = 15
"""So many alerts of a team, and held messages, are listed; the others are counted."""

_LOOKS: Final = {
    Severity.CRITICAL: "bad",
    Severity.HIGH: "bad",
    Severity.MEDIUM: "warn",
    Severity.LOW: "calm",
}
_HELD: Final = {
    DIGEST: "low severity",
    QUIET: "quiet hours",
    BUDGET: "beyond the team's weekly budget",
}


@dataclass(frozen=True, slots=True)
class TeamAlerts:
    """The open alerts of a team (None: nobody's), the most severe first."""

    team: str | None
    alerts: tuple[Alert, ...]

    @property
    def shown(self) -> tuple[Alert, ...]:
        """Those that are listed."""
        return self.alerts[:SHOWN]

    @property
    def hidden(self) -> int:
        """How many are not."""
        return len(self.alerts) - len(self.shown)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """News that waits, why, and from when on it goes out; `channels` are those it waits for."""

    title: str
    why: str
    until: datetime
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertsSection:
    """Every open alert and what was held back; `resolved` counts those of the last two weeks."""

    teams: tuple[TeamAlerts, ...]
    held: tuple[HeldBack, ...]
    resolved: int

    @property
    def open(self) -> int:
        """How many alerts are open."""
        return sum(len(one.alerts) for one in self.teams)

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.teams or self.held or self.resolved)


def read_alerts(control: DocumentStore) -> AlertsSection:
    """The alerts as they stand now, teams by name, nobody's last."""
    alerts = open_alerts(control).all()
    open_ = [alert for alert in alerts if alert.is_open]
    owners = sorted({alert.owner for alert in open_}, key=lambda name: (name is None, name or ""))
    teams = (
        TeamAlerts(owner, tuple(sorted((one for one in open_ if one.owner == owner), key=_urgency)))
        for owner in owners
    )
    return AlertsSection(tuple(teams), tuple(_held(control)), len(alerts) - len(open_))


def alert_look(alert: Alert) -> str:
    """How its severity looks: `bad`, `warn` or `calm`."""
    return _LOOKS[alert.signal.severity]


def amount_at_stake(alert: Alert) -> str | None:
    """The money so far, None where money does not measure it."""
    amount, currency = alert.signal.amount, alert.signal.subject.currency
    return None if amount is None or currency is None else money(amount, currency)


def state_of_alert(alert: Alert) -> str:
    """How it stands and who saw to it, in words."""
    if alert.state is AlertState.SNOOZED and alert.snoozed_until is not None:
        return f"snoozed until {day_text(_day(alert.snoozed_until))}"
    if alert.state is AlertState.ACKNOWLEDGED:
        return f"acknowledged by {person(alert.acknowledged_by)}"
    return str(alert.state)


def _urgency(alert: Alert) -> tuple[int, Decimal, str]:
    amount = alert.signal.amount
    return -alert.signal.severity.rank, -abs(amount or Decimal(0)), alert.id


def _held(control: DocumentStore) -> Iterator[HeldBack]:
    """What waits in the outboxes, each piece of news once, what goes out first first."""
    policy, found = policy_of(control), dict[str, list[OutboxItem]]()
    for channel in (*BUILT_IN, *(one.name for one in policy.channels)):
        for item in waiting(control, channel):
            if item.held:
                found.setdefault(item.news.id, []).append(item)
    for items in sorted(found.values(), key=lambda items: (items[0].not_before, items[0].news.id)):
        first = items[0]
        yield HeldBack(
            title=first.news.alert.signal.title,
            why=_HELD.get(first.held, first.held),
            until=first.not_before,
            channels=tuple(item.channel for item in items),
        )


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
