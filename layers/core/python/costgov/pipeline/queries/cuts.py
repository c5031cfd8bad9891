"""The part of the bill a cost question is about, read as exact daily amounts per value."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal
from hashlib import sha256
from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field

from costgov.domain.access import Sight
from costgov.domain.costs import ORG, SCOPE_KINDS, TOTAL, ChargeCategory, Metric, Scope
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Window
from costgov.errors import InvalidInput
from costgov.pipeline.ledger import CurrencyLedger, CutReader, Daily
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import CurrencyCode, Day, KnownAt
from costgov.pipeline.queries.pages import Paged
from costgov.pipeline.queries.sights import (
    OWN,
    reader_of,
    require_level,
    require_scope,
    sources_seen,
)
from costgov.pipeline.queries.stores import ReadStores

DEFAULT_DAYS = 30
MAX_DAYS = 400
# Costs are kept five years, the current month beside them.
MAX_TOTAL_DAYS = 1_861
SCOPES: Final = (
    "`own`, `org`, `account=<id>`, `service=<name>`, `service=<name>&account=<id>` or "
    "`service=<name>&account=<id>&usage_type=<name>`"
)
_PATHS: Final = frozenset(tuple(kind.split("/")) for kind in SCOPE_KINDS if kind != ORG.kind)
_PART: Final = re.compile("&(?=(?:service|account|usage_type)=)")
# Digits a share is given with; it is for reading, the amounts are exact.
_SHARE = Context(prec=6)


def parse_scope(text: str) -> Scope:
    """A scope from `org`, `own` or a path: `service=<name>&account=<id>&usage_type=<name>`.

    A value runs up to the next part of the path, whatever else it holds.

    Raises:
        InvalidInput: the text is no scope.
    """
    if text in {ORG.kind, OWN}:
        return ORG
    parts = tuple(part.partition("=")[::2] for part in _PART.split(text))
    if tuple(kind for kind, _ in parts) not in _PATHS or not all(value for _, value in parts):
        raise InvalidInput(f"{text!r} is not {SCOPES}")
    return Scope(parts)


def _readable_scope(text: str) -> str:
    parse_scope(text)
    return text


def _categories(text: object) -> object:
    return tuple(text.split(",")) if isinstance(text, str) else text


type Categories = Annotated[
    tuple[ChargeCategory, ...], Field(min_length=1), BeforeValidator(_categories)
]


class ScopeQuestion(Paged):
    """Which part of the bill a question is about, and as known when."""

    scope: Annotated[
        str,
        AfterValidator(_readable_scope),
        Field(
            description=f"{SCOPES}. `own` is all that you see: `org`, or your accounts together.",
            json_schema_extra={"pattern": "^(own|org|(account|service)=.+)$"},
        ),
    ] = OWN
    metric: Metric = Metric.EFFECTIVE
    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None
    start: Annotated[Day | None, Field(description="First day; 30 days before `end`.")] = None
    end: Annotated[
        Day | None, Field(description="First day after the window; the data's last day is in it.")
    ] = None
    as_of: Annotated[
        KnownAt | None,
        Field(description="As known at that instant, or at the end of that UTC day; now if not."),
    ] = None

    def scope_for(self, sight: Sight) -> Scope:
        """The part of the bill, which the caller sees all of.

        Raises:
            Forbidden: other accounts have a share in it.
        """
        scope = parse_scope(self.scope)
        if self.scope != OWN:
            require_scope(sight, scope)
        return scope

    def scope_text(self, sight: Sight) -> str:
        """The scope as an answer says it: who sees everything owns the organisation."""
        return ORG.kind if self.scope == OWN and sight.is_whole else self.scope


class CutQuestion(ScopeQuestion):
    """What a question about a cut of the bill names, whatever it wants to know of it."""

    charge_category: Annotated[
        Categories | None, Field(description="Comma-separated; all of them when left out.")
    ] = None


class CutAnswer(NamedTuple):
    """A cut's exact daily amounts by value, and each value's total, the largest first.

    A value without any day in the window is not there. `ledger` is that of the dimension,
    `sources` are those of it that tell of the cut.
    """

    ledger: CurrencyLedger
    sources: tuple[str, ...]
    window: Window
    daily: Mapping[str | None, Daily]
    totals: Mapping[str | None, Decimal]

    @property
    def total(self) -> Decimal | None:
        """The exact total of all values; None where no day is known, which is not zero."""
        return exact_sum(self.totals.values()) if self.totals else None

    @property
    def version(self) -> str:
        """Changes whenever a source has delivered again or the totals are others."""
        read_at = max(ledger.as_of for ledger in self.ledger.ledgers)
        totals = [(value, str(amount)) for value, amount in self.totals.items()]
        return sha256(repr((read_at, totals)).encode()).hexdigest()[:16]


def read_cut(
    stores: ReadStores, question: CutQuestion, dimension: str, max_days: int = MAX_DAYS
) -> CutAnswer:
    """Read what the question names, told apart by `dimension`.

    Raises:
        InvalidInput: the window is reversed or too long, the currency is not clear, or a charge
            category is asked for where a source has not told them apart.
        NotFound: no such currency, or no source delivers the dimension.
        Forbidden: it is not the caller's to see.
    """
    scope, sight = question.scope_for(stores.sight), stores.sight
    everything = ledger_of(stores.costs, question.currency, question.as_of)
    require_level(sight, dimension, scope, everything)
    ledger = everything.by(dimension)
    window = window_of(question, ledger, max_days)
    known = _clipped(window, ledger)
    reader = reader_of(
        sight, CutReader(stores.costs, ledger.currency, known, question.as_of, question.metric)
    )
    cut = reader.whole(scope) if dimension == TOTAL else reader.cut(dimension, scope)
    wanted = question.charge_category
    if wanted is not None and ChargeCategory.UNSPLIT not in wanted and cut.unsplit:
        raise InvalidInput(f"a source does not tell charge categories apart by {dimension!r}")
    daily = {
        value: days
        for value in cut.facts
        if (days := _within(cut.daily(value, question.metric, wanted), window))
    }
    sources = sources_seen(sight, ledger, cut)
    return CutAnswer(ledger, sources, window, daily, _ordered_totals(daily))


def window_of(question: ScopeQuestion, ledger: CurrencyLedger, max_days: int) -> Window:
    """The window asked for; by default the 30 days that end with the ledger's last.

    Raises:
        InvalidInput: it is reversed or has more than `max_days` days.
    """
    end = question.end or ledger.last_day + ONE_DAY
    start = question.start or date.fromordinal(max(1, end.toordinal() - DEFAULT_DAYS))
    window = Window(start, end)
    if len(window) > max_days:
        raise InvalidInput(f"the window has {len(window)} days, more than the {max_days} allowed")
    return window


def share_of(amount: Decimal, total: Decimal | None) -> Decimal | None:
    """The part of the total, to six digits; None where the total is 0 or unknown."""
    return _SHARE.divide(amount, total) if total else None


def _clipped(window: Window, ledger: CurrencyLedger) -> Window:
    known = Window(ledger.first_day, ledger.last_day + ONE_DAY)
    start = min(max(window.start, known.start), known.end)
    return Window(start, max(start, min(window.end, known.end)))


def _ordered_totals(daily: Mapping[str | None, Daily]) -> dict[str | None, Decimal]:
    sums = {value: exact_sum(days.values()) for value, days in daily.items()}

    def rank(item: tuple[str | None, Decimal]) -> tuple[Decimal, str, bool]:
        # Negated by copying: the minus sign would round to the context's digits.
        return item[1].copy_negate(), item[0] or "", item[0] is None

    return dict(sorted(sums.items(), key=rank))


def _within(days: Daily, window: Window) -> Daily:
    """The days of the window, in order."""
    ordered = sorted(days)
    inside = ordered[bisect_left(ordered, window.start) : bisect_left(ordered, window.end)]
    return days if inside == list(days) else {day: days[day] for day in inside}
