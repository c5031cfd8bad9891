"""Cost by the values of one dimension: this month so far against the same days last month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.costs import ACCOUNT, REGION, SERVICE, TAG_PREFIX
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Month, Window, month_to_date
from costgov.pipeline.ledger import CurrencyLedger, CutReader, Daily, sum_within
from costgov.pipeline.reporting.change import Change
from costgov.pipeline.reporting.text import ratio_percent

ROWS = 15
_NOUNS = {SERVICE: "service", ACCOUNT: "account", REGION: "region"}


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One value; `share` is percent of the whole, None where shares mean nothing."""

    name: str | None
    change: Change
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The costliest values, the exact sum of all others, and the sum of everything.

    A value that cost nothing in either period has no row of its own.
    """

    noun: str
    rows: tuple[BreakdownRow, ...]
    others: BreakdownRow | None
    others_count: int
    total: BreakdownRow


@dataclass(frozen=True, slots=True)
class Periods:
    """This month up to a day, and the days of last month it is compared with.

    `comparable` is false where last month is not known from its first day, or this month has no
    day yet: then nothing is compared, rather than unequal days.
    """

    now: Window
    before: Window
    comparable: bool


def periods(ledger: CurrencyLedger, as_of: date) -> Periods:
    """This month up to `as_of`, and as many days of last month as this one has delivered."""
    now, previous = month_to_date(as_of), Month.of(as_of).shift(-1).window
    last = min(as_of, ledger.last_day)
    delivered = last.day if last in now else 0
    before = Window(previous.start, min(previous.start + delivered * ONE_DAY, previous.end))
    return Periods(now, before, delivered > 0 and previous.start >= ledger.first_day)


def known_sum(days: Daily, window: Window) -> Decimal | None:
    """The exact sum over the window; None when no day of it is known."""
    return sum_within(days, window) if any(day in window for day in days) else None


def breakdown(reader: CutReader, dimension: str, spans: Periods) -> Breakdown:
    """EffectiveCost by value, the largest amounts first."""
    cut = reader.cut(dimension)
    changes = ((name, _change(reader, cut.daily(name), spans)) for name in cut.facts)
    known = (entry for entry in changes if (entry[1].now, entry[1].before) != (None, None))
    ordered = sorted(known, key=_by_size)
    total = _sum([change for _, change in ordered], reader.currency, spans)
    shown = min(ROWS, sum(bool(change.now or change.before) for _, change in ordered))
    rest = [change for _, change in ordered[shown:]]
    others = _sum(rest, reader.currency, spans)
    return Breakdown(
        noun=_noun(dimension),
        rows=tuple(BreakdownRow(name, one, _share(one, total)) for name, one in ordered[:shown]),
        others=BreakdownRow(None, others, _share(others, total)) if rest else None,
        others_count=len(rest),
        total=BreakdownRow(None, total, _share(total, total)),
    )


def _noun(dimension: str) -> str:
    return _NOUNS.get(dimension) or f"tag {dimension.removeprefix(TAG_PREFIX)}"


def _change(reader: CutReader, days: Daily, spans: Periods) -> Change:
    now, before = known_sum(days, spans.now), known_sum(days, spans.before)
    return Change(now, before, reader.currency, spans.comparable)


def _sum(changes: list[Change], currency: str, spans: Periods) -> Change:
    now = [change.now for change in changes if change.now is not None]
    before = [change.before for change in changes if change.before is not None]
    return Change(
        exact_sum(now) if now else None,
        exact_sum(before) if before else None,
        currency,
        spans.comparable,
    )


def _share(part: Change, whole: Change) -> Decimal | None:
    if part.now is None or whole.now is None:
        return None
    return ratio_percent(part.now, whole.now)


def _by_size(entry: tuple[str | None, Change]) -> tuple[Decimal, Decimal, bool, str]:
    name, change = entry
    zero = Decimal(0)
    return -abs(change.now or zero), -abs(change.before or zero), name is None, name or ""
