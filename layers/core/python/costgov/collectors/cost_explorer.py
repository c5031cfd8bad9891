"""Cost Explorer of the payer account: which queries are asked on which day, over which window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from costgov.collectors.charge_categories import charge_category
from costgov.collectors.service_categories import service_category
from costgov.collectors.spec import CollectorSpec, IamStatement
from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    PROVIDER,
    REGION,
    SERVICE,
    SERVICE_CATEGORY,
    TOTAL,
    USAGE_TYPE,
    ChargeCategory,
    Ledger,
    Scope,
    tag_dimension,
)
from costgov.domain.ledgers import Family
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import COST_EXPLORER
from costgov.gateways.ports import CostQuery

SOURCE: Final = COST_EXPLORER
SPEC: Final = CollectorSpec(
    name="cost_explorer",
    dataset="cost",
    iam_actions=(
        IamStatement(
            actions=("ce:GetCostAndUsage",),
            resources=("*",),
            reason="Cost Explorer is read at the payer account; the action knows no resource.",
        ),
    ),
)
PROVIDER_NAME: Final = "AWS"
# Daily data reaches back this many whole months before the current one.
HISTORY_MONTHS: Final = 13
# What Cost Explorer writes where a charge has no region or usage type.
_NO_VALUE: Final = frozenset({"", "NoRegion", "NoUsageType"})
_EPOCH: Final = date(1970, 1, 1)
_READABLE: Final = 200

type Cut = tuple[Scope, str, str | None]
type Booking = tuple[ChargeCategory, Sequence[Cut]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a query groups by, how a group of its answer is booked and which cuts it delivers.

    `marker` is the dimension that only this query delivers: it tells whether it ever was complete.
    """

    name: str
    group_by: tuple[tuple[str, str], ...]
    marker: str
    families: tuple[Family, ...]
    book: Callable[[Sequence[str]], Booking]


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A shape over a window."""

    shape: Shape
    window: Window

    @property
    def request(self) -> CostQuery:
        """What is asked of Cost Explorer."""
        return CostQuery(self.shape.name, self.window, self.shape.group_by)


def planned_queries(
    tag_keys: Sequence[str], requested: Window, as_of: date, ledgers: Sequence[Ledger]
) -> list[PlannedQuery]:
    """The day's queries, the one that gives the total first.

    Four queries and one for a tag are five requests a day, as long as an answer fits one page.
    With several tags they take turns by the day; one never delivered goes first, and the run
    that starts the ledger asks for all. A query never delivered reaches back to the ledger's
    first day.
    """
    own = [ledger for ledger in ledgers if ledger.source == SOURCE]
    known = {dimension for ledger in own for dimension in ledger.dimensions}
    tags = _tags_due(tag_keys, as_of, known) if own else tag_keys
    last_day = max((ledger.last_day for ledger in own), default=as_of)
    usual = query_window(requested.start, as_of, last_day)
    first_day = min((ledger.first_day for ledger in own), default=requested.start)
    whole = query_window(min(requested.start, first_day), as_of, last_day)
    return [
        PlannedQuery(shape, usual if shape.marker in known else whole)
        for shape in (*_SHAPES, *map(_tag_shape, tags))
    ]


def query_window(start: date, as_of: date, last_day: date) -> Window:
    """Whole months from the one of `start` up to `as_of`, as Cost Explorer accepts them.

    The start is the first of a month and at most 13 months before the current one, which is what
    daily data may be asked for. The end is the day after `as_of`, or after the last day already
    stored when an earlier day is run again, so that no stored day is lost; it is never past the
    first of the next month. The window always holds a day, also on the 1st.
    """
    current = Month.of(as_of)
    oldest = current.shift(-HISTORY_MONTHS).first
    first = min(Month.of(start).first, current.first)
    end = min(max(as_of, last_day) + ONE_DAY, current.shift(1).first)
    return Window(max(first, oldest), end)


def _tags_due(keys: Sequence[str], day: date, known: set[str]) -> Sequence[str]:
    if not keys:
        return ()
    new = [key for key in keys if tag_dimension(key) not in known]
    return (new[0] if new else keys[(day - _EPOCH).days % len(keys)],)


def _value(key: str) -> str | None:
    return None if key in _NO_VALUE else key


def _by_charge_type(keys: Sequence[str]) -> Booking:
    record_type, service = keys
    return charge_category(record_type), (
        (ORG, TOTAL, None),
        (ORG, PROVIDER, PROVIDER_NAME),
        (ORG, SERVICE, service),
    )


def _by_account(keys: Sequence[str]) -> Booking:
    service, account = keys
    return ChargeCategory.UNSPLIT, (
        (ORG, ACCOUNT, account),
        (Scope.account(account), SERVICE, service),
        (Scope.service(service), ACCOUNT, account),
    )


def _by_usage_type(keys: Sequence[str]) -> Booking:
    service, usage_type = keys
    return ChargeCategory.UNSPLIT, (
        (ORG, USAGE_TYPE, _value(usage_type)),
        (ORG, SERVICE_CATEGORY, service_category(service, usage_type)),
        (Scope.service(service), USAGE_TYPE, _value(usage_type)),
    )


def _by_region(keys: Sequence[str]) -> Booking:
    service, region = keys
    return ChargeCategory.UNSPLIT, (
        (ORG, REGION, _value(region)),
        (Scope.service(service), REGION, _value(region)),
    )


def _tag_shape(key: str) -> Shape:
    """One tag; Cost Explorer writes its groups as `<key>$<value>`, and a key may hold a `$`.

    The value is empty both where the tag is missing and where its value is: both are kept as no
    value, since they cannot be told apart.
    """
    dimension, prefix = tag_dimension(key), f"{key}$"
    quoted = quote(key, safe="")
    name = quoted if len(quoted) <= _READABLE else sha256(key.encode()).hexdigest()

    def book(keys: Sequence[str]) -> Booking:
        group = keys[0]
        value = group[len(prefix) :] if group.startswith(prefix) else group.partition("$")[2]
        return ChargeCategory.UNSPLIT, ((ORG, dimension, value or None),)

    return Shape(f"tag-{name}", (("TAG", key),), dimension, (("org", dimension),), book)


_SHAPES: Final = (
    Shape(
        "record-type-service",
        (("DIMENSION", "RECORD_TYPE"), ("DIMENSION", "SERVICE")),
        TOTAL,
        (("org", TOTAL), ("org", PROVIDER), ("org", SERVICE)),
        _by_charge_type,
    ),
    Shape(
        "service-account",
        (("DIMENSION", "SERVICE"), ("DIMENSION", "LINKED_ACCOUNT")),
        ACCOUNT,
        (("org", ACCOUNT), ("account", SERVICE), ("service", ACCOUNT)),
        _by_account,
    ),
    Shape(
        "service-usage-type",
        (("DIMENSION", "SERVICE"), ("DIMENSION", "USAGE_TYPE")),
        USAGE_TYPE,
        (("org", USAGE_TYPE), ("org", SERVICE_CATEGORY), ("service", USAGE_TYPE)),
        _by_usage_type,
    ),
    Shape(
        "service-region",
        (("DIMENSION", "SERVICE"), ("DIMENSION", "REGION")),
        REGION,
        (("org", REGION), ("service", REGION)),
        _by_region,
    ),
)
