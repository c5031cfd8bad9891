"""The daily cost of what a rule looks at: each series with the last day that is settled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.rules import GrowthRule, SpikeRule
from costgov.domain.alerting.signal import Driver, Point, Signal, Subject
from costgov.domain.costs import ACCOUNT, ORG, SERVICE, TOTAL, ChargeCategory, Scope
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window
from costgov.pipeline.alerting.evaluate.ground import LATE, Ground
from costgov.pipeline.alerting.evaluate.words import percent
from costgov.pipeline.ledger import CutReader, Daily, sum_within

TOP: Final = 5
USUAL: Final = (ChargeCategory.USAGE, ChargeCategory.UNSPLIT)
"""What costs something day by day; everything else comes once, and belongs to no trend."""


@dataclass(frozen=True, slots=True)
class Series:
    """One value's cost by day, as far as it is settled; a day that nobody delivered is not there.

    `usual` leaves out what comes once in a month or once at all (purchases, support, tax, credits,
    refunds), where a source tells it apart; `daily` is all of it. On a delivered day on which the
    value cost nothing it is zero.
    """

    subject: Subject
    daily: Mapping[date, Decimal]
    usual: Mapping[date, Decimal]
    settled: date

    def total(self, window: Window) -> Decimal | None:
        """The exact sum of usual cost over some days; None where one was not delivered."""
        amounts = [self.usual.get(day) for day in window.days()]
        known = [amount for amount in amounts if amount is not None]
        return exact_sum(known) if len(known) == len(amounts) else None

    def points(
        self, days: Mapping[date, Decimal], window: Window, expected: Decimal | None = None
    ) -> list[Point]:
        """Days as a chart shows them, with what was expected of the last one."""
        return [
            Point(
                day=day,
                actual=days.get(day),
                expected=expected if day == self.settled else None,
            )
            for day in window.days()
        ]


@dataclass(frozen=True, slots=True)
class Looked:
    """The series that can be judged, the alerts that stay because theirs cannot, and why."""

    series: tuple[Series, ...]
    kept: tuple[Signal, ...]
    notes: tuple[str, ...]


def series_of(rule: SpikeRule | GrowthRule, ground: Ground) -> Looked:
    """Every series that a rule looks at."""
    series: list[Series] = []
    kept = list(ground.kept_without_ledger(rule.name))
    notes: list[str] = []
    for currency in sorted(ground.ledgers):
        settled = settled_day(ground, currency, rule.dimension)
        if isinstance(settled, str):
            notes.append(f"{rule.name}, {currency}: {settled}")
            kept += ground.kept_of_currency(rule.name, currency)
        else:
            series += _cut(rule, ground, currency, settled)
    return Looked(tuple(series), tuple(kept), tuple(notes))


def settled_day(ground: Ground, currency: str, dimension: str) -> date | str:
    """The last day of a dimension that is complete, or why that cannot be told."""
    ledger, summary = ground.ledgers[currency], ground.summary(currency)
    if summary is None or summary.settled_until is None:
        return f"no analysis of {ground.as_of} is stored"
    if dimension not in ledger.dimensions:
        return f"no source tells costs apart by {dimension}"
    settled = min(summary.settled_until, ledger.by(dimension).last_day)
    if ground.as_of - settled > LATE:
        return f"{dimension} is known up to {settled} only"
    return settled


def _cut(
    rule: SpikeRule | GrowthRule, ground: Ground, currency: str, settled: date
) -> Iterator[Series]:
    reader = ground.reader(currency)
    delivered = reader.total()
    facts = reader.cut(rule.dimension).facts
    for value in rule.values or sorted(facts, key=lambda name: name or ""):
        cut = reader.cut(rule.dimension)
        own, usual = cut.daily(value), cut.daily(value, categories=USUAL)
        days = [day for day in delivered if day <= settled]
        subject = ground.subject(rule.dimension, value, currency)
        yield Series(
            subject,
            {day: own.get(day, Decimal(0)) for day in days},
            {day: usual.get(day, Decimal(0)) for day in days},
            settled,
        )


def part_sums(reader: CutReader, subject: Subject, window: Window) -> dict[str, Decimal]:
    """What a part of the bill usually cost over some days, by service, or a service's accounts.

    Empty where nothing tells its parts apart.
    """
    scopes = {
        TOTAL: (ORG, SERVICE),
        ACCOUNT: (Scope.account(subject.value or ""), SERVICE),
        SERVICE: (Scope.service(subject.value or ""), ACCOUNT),
    }
    if subject.dimension not in scopes:
        return {}
    scope, dimension = scopes[subject.dimension]
    cut = reader.cut(dimension, scope)
    sums: dict[str, Decimal] = {}
    for value in cut.facts:
        days: Daily = cut.daily(value, categories=USUAL)
        sums[value or f"no {dimension}"] = sum_within(days, window)
    return sums


def parts_named(subject: Subject) -> str:
    """What the parts of a subject are called: `services`."""
    return f"{ACCOUNT if subject.dimension == SERVICE else SERVICE}s"


def drivers(
    ground: Ground, subject: Subject, latest: Window, before: Window, whole: Decimal
) -> tuple[Driver, ...]:
    """The parts that rose most from some days to others, the largest first."""
    reader = ground.reader(subject.currency or "")
    now, then = (part_sums(reader, subject, window) for window in (latest, before))
    risen = {
        name: EXACT.subtract(amount, then.get(name, Decimal(0))) for name, amount in now.items()
    }
    return largest(ground, risen, whole)


def largest(ground: Ground, amounts: Mapping[str, Decimal], whole: Decimal) -> tuple[Driver, ...]:
    """The largest positive amounts as drivers, accounts by their names."""
    ordered: Sequence[tuple[str, Decimal]] = sorted(
        ((name, amount) for name, amount in amounts.items() if amount > 0),
        key=lambda part: (-part[1], part[0]),
    )
    return tuple(
        Driver(
            name=f"{called} ({name})" if (called := ground.account_name(name)) else name,
            amount=amount,
            share_percent=_share(amount, whole),
        )
        for name, amount in ordered[:TOP]
    )


def _share(amount: Decimal, whole: Decimal) -> Decimal | None:
    found = percent(amount, whole)
    return None if found is None else round(found, 1)
