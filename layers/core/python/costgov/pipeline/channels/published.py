"""What programs get of alerts: version 1 of the documents that webhooks and events carry.

Fields are added without a new version; none changes its meaning or goes away within one.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from costgov.domain.alerting.alert import AlertState, Happening, News
from costgov.domain.alerting.delivery import OutboxItem
from costgov.domain.alerting.signal import Driver, Fact, Link, Point, RuleKind, Severity, Subject
from costgov.domain.runs import Frozen

VERSION: Final = "1"


class PublishedAlert(Frozen):
    """An alert as it stood when the news was made.

    Amounts are decimals as text, in `subject.currency`. `amount` is the money at stake so far,
    `projected` the same by the end of the period; null where money does not measure it.
    """

    id: str
    rule: str
    kind: RuleKind
    severity: Severity
    state: AlertState
    owner: str | None
    subject: Subject
    period: str
    title: str
    why: str
    amount: Decimal | None
    projected: Decimal | None
    since: date
    as_of: date
    opened_at: datetime
    updated_at: datetime
    snoozed_until: datetime | None
    resolved_at: datetime | None
    reopened: int
    facts: tuple[Fact, ...]
    drivers: tuple[Driver, ...]
    drivers_of: str
    series: tuple[Point, ...]
    advice: str
    links: tuple[Link, ...]
    basis: str


class PublishedNews(Frozen):
    """Something that happened to an alert.

    `id` is the same whenever it is sent again: drop what you have had. `sequence` counts the news
    of an alert; later news comes after the earlier.
    """

    version: Literal["1"] = VERSION
    type: Literal["news"] = "news"
    id: str
    what: Happening
    sequence: Annotated[int, Field(ge=1)]
    at: datetime
    who: str
    note: str
    alert: PublishedAlert


class HeldNews(Frozen):
    """News of a digest, and why it was held back: `digest`, `quiet` or `budget`."""

    held: str
    news: PublishedNews


class PublishedDigest(Frozen):
    """What was held back, oldest first. `id` is the same whenever it is sent again."""

    version: Literal["1"] = VERSION
    type: Literal["digest"] = "digest"
    id: str
    items: tuple[HeldNews, ...]


def published_news(news: News) -> PublishedNews:
    """News as programs get it."""
    alert, signal = news.alert, news.alert.signal
    return PublishedNews(
        id=news.id,
        what=news.what,
        sequence=news.sequence,
        at=news.at,
        who=news.who,
        note=news.note,
        alert=PublishedAlert(
            id=alert.id,
            rule=signal.rule,
            kind=signal.kind,
            severity=signal.severity,
            state=alert.state,
            owner=alert.owner,
            subject=signal.subject,
            period=signal.period,
            title=signal.title,
            why=signal.why,
            amount=signal.amount,
            projected=signal.projected,
            since=signal.since,
            as_of=signal.as_of,
            opened_at=alert.opened_at,
            updated_at=alert.updated_at,
            snoozed_until=alert.snoozed_until,
            resolved_at=alert.resolved_at,
            reopened=alert.reopened,
            facts=signal.facts,
            drivers=signal.drivers,
            drivers_of=signal.drivers_of,
            series=signal.series,
            advice=signal.advice,
            links=signal.links,
            basis=signal.basis,
        ),
    )


def published_digest(digest: Sequence[OutboxItem], key: str) -> PublishedDigest:
    """A digest as programs get it."""
    items = sorted(digest, key=lambda item: (item.news.at, item.news.alert.id, item.news.sequence))
    held = (HeldNews(held=item.held, news=published_news(item.news)) for item in items)
    return PublishedDigest(id=key, items=tuple(held))
