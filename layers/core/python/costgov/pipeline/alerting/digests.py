"""What was held back, sorted for reading: by reason, then by team, the gravest first."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from costgov.domain.alerting.alert import News
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Severity
from costgov.pipeline.alerting.evaluate.words import day_words
from costgov.pipeline.alerting.wording import headline, money

NO_TEAM: Final = "no team"
_REASONS: Final = {
    "digest": "Low severity",
    "quiet": "Quiet hours",
    "budget": "Beyond the team's alerts of a week",
}


class Told(NamedTuple):
    """One alert of a digest: its latest news, and a line of id, severity, money and days."""

    alert_id: str
    severity: Severity
    headline: str
    detail: str


class TeamPart(NamedTuple):
    """The alerts of one team that were held for one reason."""

    name: str
    told: tuple[Told, ...]


class Section(NamedTuple):
    """The alerts held for one reason."""

    reason: str
    teams: tuple[TeamPart, ...]

    @property
    def size(self) -> int:
        """How many alerts there are in it."""
        return sum(len(team.told) for team in self.teams)

    @property
    def gravest(self) -> int:
        """The rank of the highest severity in it."""
        return max(told.severity.rank for team in self.teams for told in team.told)


class Digest(NamedTuple):
    """Everything held back, and the latest day anything of it happened."""

    day: date
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """What it is of, and how much it holds."""
        return f"of {day_words(self.day)}: {self.how_many}"

    @property
    def how_many(self) -> str:
        """How many alerts, in words."""
        number = sum(section.size for section in self.sections)
        return "1 alert" if number == 1 else f"{number} alerts"


class _Held(NamedTuple):
    reason: str
    team: str
    news: tuple[News, ...]

    @property
    def latest(self) -> News:
        return self.news[-1]

    @property
    def rank(self) -> tuple[str, str, int, Decimal, str]:
        signal = self.latest.alert.signal
        amount = abs(signal.amount or Decimal(0))
        return self.reason, self.team, -signal.severity.rank, -amount, self.latest.id


def digest_of(items: Sequence[OutboxItem]) -> Digest:
    """The digest of at least one item; several news of one alert are one entry that says all."""
    held = sorted(_by_alert(items), key=lambda one: one.rank)
    sections = [
        Section(reason, tuple(_teams(of_reason)))
        for reason, of_reason in groupby(held, key=lambda one: one.reason)
    ]
    sections.sort(key=lambda section: -section.gravest)
    return Digest(max(item.news.at for item in items).date(), tuple(sections))


def _by_alert(items: Sequence[OutboxItem]) -> Iterable[_Held]:
    ordered = sorted(items, key=lambda item: (item.news.alert.id, item.news.sequence))
    for _, group in groupby(ordered, key=lambda item: item.news.alert.id):
        of_alert = tuple(group)
        latest = of_alert[-1]
        alert = latest.news.alert
        yield _Held(
            reason=_REASONS.get(latest.held) or latest.held or "Waited",
            team=alert.owner or alert.signal.subject.team or NO_TEAM,
            news=tuple(item.news for item in of_alert),
        )


def _teams(held: Iterable[_Held]) -> Iterable[TeamPart]:
    for team, of_team in groupby(held, key=lambda one: one.team):
        yield TeamPart(team, tuple(_told(one) for one in of_team))


def _told(held: _Held) -> Told:
    news = held.latest
    signal = news.alert.signal
    parts = [news.alert.id, str(signal.severity)]
    if signal.amount is not None:
        parts.append(money(signal.amount, signal.subject.currency))
    parts.append(f"since {day_words(signal.since)}")
    if len(held.news) > 1:
        parts.append(" then ".join(str(one.what) for one in held.news))
    return Told(news.alert.id, signal.severity, headline(news), " · ".join(parts))
