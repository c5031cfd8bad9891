"""What a rule has found in the stored results on a day, with everything a message says of it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from costgov.domain.costs import TOTAL
from costgov.domain.runs import Frozen


class RuleKind(StrEnum):
    """What a rule watches; routes and default channels go by it."""

    BUDGET = "budget"
    SPIKE = "spike"
    TREND = "trend"
    GROWTH = "growth"
    CAPACITY = "capacity"
    ANOMALY = "anomaly"
    KPI = "kpi"
    EFFICIENCY = "efficiency"
    UNIT_COST = "unit-cost"
    CREDITS = "credits"
    COMMITMENT = "commitment"
    RUN = "run"
    ACCESS = "access"
    QUALITY = "quality"
    OWN_COST = "own-cost"
    DELIVERY = "delivery"
    RECOMMENDATION = "recommendation"


class Severity(StrEnum):
    """How soon somebody should look: low in a digest, critical at once and also at night."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical."""
        return list(Severity).index(self)


class Subject(Frozen):
    """What an alert is about.

    `dimension` and `value` as in the cost ledger (`total`, `service`, `account`, `tag:Team` …), or
    `resource`, `measure`, `budget`, `run`, `channel`, `credit`, `commitment`. `account` is the one
    it lies in where there is one, `team` the value of an owner tag where one is known: routes,
    owners and what a caller may see go by these.
    """

    dimension: str = TOTAL
    value: str | None = None
    currency: str | None = None
    account: str | None = None
    account_name: str = ""
    service: str | None = None
    region: str | None = None
    team: str | None = None


AROUND: Final = "Note"
"""The label of facts about what is around the subject: others' budgets, say."""


class Fact(Frozen):
    """A labelled line of a message, in words: `Forecast`, `$61,200 by 30 Nov (102 %)`."""

    label: Annotated[str, Field(max_length=24)]
    text: str


class Driver(Frozen):
    """A part of the amount: an account's, a service's, a usage type's, a recommendation's.

    `id` is what a command or a button on it names, "" where there is nothing to name.
    """

    name: str
    amount: Decimal
    share_percent: Decimal | None = None
    id: str = ""


class Point(Frozen):
    """A day of the small chart beside a message; what is missing is None."""

    day: date
    actual: Decimal | None = None
    expected: Decimal | None = None


class Link(Frozen):
    """Where to go on reading; an `https` address, or a path of the API beginning with `/v1/`."""

    label: str
    address: str


LONGEST: Final = 300
"""Characters of a title; names from tags may be longer than it has room for."""


def _within(text: object) -> object:
    if isinstance(text, str) and len(text) > LONGEST:
        return f"{text[: LONGEST - 1]}…"
    return text


class Signal(Frozen):
    """A rule's finding about one subject in one period; the same three are the same alert.

    `period` names what the finding is one of: a budget period, an anomaly's id, a day's run.
    `strength`: `fires` opens an alert; `holds` (between the level that opens and the one that
    closes: hysteresis) keeps an open one open and opens none. `step` changes when there is news
    worth a message on an open alert (a further threshold), and `step_words` say in one sentence
    what that is; other changes are stored silently.
    `amount` is the money at stake so far in `subject.currency` (for a budget what was spent above
    the threshold, for an anomaly its impact, negative for a drop), None where money does not
    measure it; `projected` the same by the end of the period. `title` is one plain line with money
    and direction, without mark-up; it and every text here may hold names from tags, which sinks
    escape. `until` is its last day where it was over when it was found. `basis` says as of when
    and from what.
    """

    rule: str
    kind: RuleKind
    subject: Subject
    period: str
    strength: Literal["fires", "holds"] = "fires"
    severity: Severity
    title: Annotated[str, BeforeValidator(_within), Field(max_length=LONGEST)]
    why: str
    facts: tuple[Fact, ...] = ()
    drivers: tuple[Driver, ...] = ()
    drivers_of: str = ""
    amount: Decimal | None = None
    projected: Decimal | None = None
    since: date
    until: date | None = None
    as_of: date
    step: str = ""
    step_words: Annotated[str, BeforeValidator(_within), Field(max_length=LONGEST)] = ""
    series: tuple[Point, ...] = ()
    advice: str = ""
    links: tuple[Link, ...] = ()
    basis: str = ""
