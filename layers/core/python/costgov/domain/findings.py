"""What a check or an adviser says of a resource, and what that is worth in money."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Final, Literal

from costgov.domain.runs import Frozen

HOURS_A_MONTH: Final = Decimal(730)
"""What AWS's own price pages and calculator count as a month: 8,760 hours over twelve."""


class Level(StrEnum):
    """How severe, how much work, how risky."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Action(StrEnum):
    """What is advised, in the order in which one makes the next superfluous."""

    DELETE = "delete"
    SCHEDULE = "schedule"
    RESIZE = "resize"
    MODERNISE = "modernise"
    CONFIGURE = "configure"
    RATE = "rate"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Line:
    """A month's quantity of something with a price: `Line("ebs.storage/gp2", Decimal(100))`.

    `key` is a key of the price book; the quantity is in the unit of that price (GB-Mo, Hrs …).
    """

    key: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Option:
    """One way to do what is advised; `risk` is the expected share of time that it is too small.

    `then` is what a month is charged for afterwards.
    """

    name: str
    then: tuple[Line, ...]
    risk: float | None
    restart: bool
    why: str
    before_doing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """Looked at, with enough evidence, and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Cannot be told; `reason` is one clause that names what is missing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """There is something to do. `why` is one sentence with the figures that decided.

    `now` is what a month is charged for the part concerned, `then` what it would be. A finding
    with neither is not priced, and `unpriced` says why it cannot be. `options` are alternatives,
    the advised one first; `then` is the first one's.
    """

    why: str
    now: tuple[Line, ...] = ()
    then: tuple[Line, ...] = ()
    unpriced: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()

    def __post_init__(self) -> None:
        if not self.now and not self.unpriced:
            raise ValueError("a finding names what it costs now, or why it has no price")


type Verdict = Passed | Failed | Unknown

PASSED: Final = Passed()


class Saving(Frozen):
    """What is saved a month, net of commitment discounts, and how that was computed.

    `amount` is what the bill is expected to fall by, between `low` and `high`; `gross` before
    commitments are looked at. A negative amount is what a better fit costs more. `arithmetic`
    shows the computation with its figures; `basis` says which prices it rests on: the resource's
    own charges on the bill, the effective rate of its usage type there, or the list price.
    """

    amount: Decimal
    low: Decimal
    high: Decimal
    gross: Decimal
    currency: str
    basis: Literal["bill", "effective rate", "list price"]
    arithmetic: str
    prices_as_of: date


class Subject(Frozen):
    """The resource a finding is about."""

    id: str
    arn: str
    kind: str
    account_id: str
    region: str
    name: str
    owner: str | None


class PricedOption(Frozen):
    """One way to do what is advised, with its price."""

    name: str
    saving: Saving | None
    risk: float | None
    restart: bool
    why: str
    before_doing: tuple[str, ...] = ()


class Finding(Frozen):
    """A check's finding on a resource, priced.

    `confidence` is between 0 and 1 and falls with missing evidence, as `confidence_why` says.
    `saving` is None where nothing can be priced; `unpriced` says why.
    """

    check: str
    subject: Subject
    title: str
    why: str
    action: Action
    severity: Level
    effort: Level
    risk: Level
    reversible: bool
    saving: Saving | None
    unpriced: str = ""
    monthly_cost: Decimal | None = None
    options: tuple[PricedOption, ...] = ()
    facts: dict[str, str]
    confidence: float
    confidence_why: str = ""
    as_of: date

    @property
    def id(self) -> str:
        """The same for the same check and resource on every day."""
        named = f"{self.check}#{self.subject.account_id}#{self.subject.region}#{self.subject.arn}"
        return sha256(named.encode()).hexdigest()[:20]


class NoAdvice(Frozen):
    """A check that could not tell anything of a resource, and why."""

    check: str
    subject: Subject
    reason: str


class CheckCount(Frozen):
    """How a check went in an account: how many resources it looked at and what came of it."""

    check: str
    looked_at: int
    passed: int
    failed: int
    unknown: int
