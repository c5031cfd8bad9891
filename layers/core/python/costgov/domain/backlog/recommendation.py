"""A recommendation: a finding, what it counts, whose it is, and its life from day to day."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from costgov.domain.backlog.overlaps import Counted
from costgov.domain.backlog.standing import Life
from costgov.domain.findings import Action, Finding, Level
from costgov.domain.runs import Frozen

REMEMBERED: Final = timedelta(days=400)
"""So long a finding that is gone is kept, with what was decided on it."""

STALE: Final = timedelta(days=30)
"""What could not be looked for in so long is no longer a recommendation."""

type Source = Literal["checks", "aws", "both"]


class AwsWord(Frozen):
    """What AWS itself advises on the resource: by which service, and its own estimate a month."""

    service: str
    action: Action
    text: str
    saving: Decimal | None
    currency: str
    as_of: date


class Recommendation(Frozen):
    """One entry of the backlog.

    `saving`, `low` and `high` are what it adds to the total a month, None where it has no price or
    does not count; `counted_why` says what was taken off the finding's own. `covers` are the ids
    of what it makes superfluous, `after` of what is to be done before.
    """

    finding: Finding
    owner: str
    source: Source
    aws: tuple[AwsWord, ...] = ()
    saving: Decimal | None
    low: Decimal | None
    high: Decimal | None
    counted_why: str = ""
    covers: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    before_doing: tuple[str, ...] = ()
    life: Life

    @property
    def id(self) -> str:
        """The finding's."""
        return self.finding.id


class Row(Frozen):
    """A recommendation as lists show it; `saving`, `low` and `high` as they count."""

    id: str
    check: str
    title: str
    why: str
    action: Action
    kind: str
    name: str
    arn: str
    account_id: str
    region: str
    owner: str
    source: Source
    severity: Level
    effort: Level
    risk: Level
    confidence: float
    monthly_cost: Decimal | None
    saving: Decimal | None
    low: Decimal | None
    high: Decimal | None
    currency: str | None
    arithmetic: str
    life: Life

    @classmethod
    def of(cls, one: Recommendation) -> "Row":
        """The row of a recommendation."""
        finding, subject = one.finding, one.finding.subject
        return cls(
            id=one.id,
            check=finding.check,
            title=finding.title,
            why=finding.why,
            action=finding.action,
            kind=subject.kind,
            name=subject.name,
            arn=subject.arn,
            account_id=subject.account_id,
            region=subject.region,
            owner=one.owner,
            source=one.source,
            severity=finding.severity,
            effort=finding.effort,
            risk=finding.risk,
            confidence=finding.confidence,
            monthly_cost=finding.monthly_cost,
            saving=one.saving,
            low=one.low,
            high=one.high,
            currency=finding.saving.currency if finding.saving else None,
            arithmetic=finding.saving.arithmetic if finding.saving else finding.unpriced,
            life=one.life,
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """What could not be looked for today, so that nobody can say that it is gone.

    `accounts` are those that were judged; `unknown` why a check could not tell, by check and
    resource (account, region, ARN); `checks` those that run.
    """

    as_of: date
    accounts: Collection[str]
    checks: Collection[str]
    unknown: Mapping[tuple[str, str, str, str], str] = field(default_factory=dict)

    def unseen(self, finding: Finding) -> str:
        """Why a finding could not be looked for; empty where it was."""
        subject = finding.subject
        if subject.account_id not in self.accounts:
            return f"account {subject.account_id} was not looked at on {self.as_of}"
        place = (finding.check, subject.account_id, subject.region, subject.arn)
        return self.unknown.get(place, "")


def lives(
    found: Iterable[Counted], before: Mapping[str, Recommendation], looked: Looked
) -> dict[str, Life]:
    """The life of every finding of today, by id."""
    return {one.id: _going_on(one, before.get(one.id), looked.as_of) for one in found}


def _going_on(one: Counted, before: Recommendation | None, as_of: date) -> Life:
    saving = one.found.finding.saving
    life = before.life if before else Life(first_seen=as_of, last_seen=as_of)
    returned = as_of if life.gone_on is not None else life.returned_on
    return Life(
        first_seen=life.first_seen,
        last_seen=as_of,
        returned_on=returned,
        covered_by=one.covered_by,
        saving=saving.amount if saving else None,
    )


def not_found(
    found: Collection[str], before: Sequence[Recommendation], looked: Looked
) -> Iterator[Recommendation]:
    """Earlier recommendations that are not found today: gone, or not looked for.

    Those of checks that no longer run, those gone for longer than is remembered, and those that
    could not be looked for in a month are left out.
    """
    for one in before:
        if one.id in found or one.finding.check not in looked.checks:
            continue
        if one.life.gone_on is not None:
            if looked.as_of - one.life.gone_on < REMEMBERED:
                yield one
            continue
        if unseen := looked.unseen(one.finding):
            if looked.as_of - one.life.last_seen <= STALE:
                life = one.life.model_copy(update={"unseen": unseen, "covered_by": None})
                yield one.model_copy(update={"life": life})
        else:
            yield _gone(one, looked.as_of)


def _gone(one: Recommendation, as_of: date) -> Recommendation:
    life = one.life.model_copy(update={"gone_on": as_of, "unseen": "", "covered_by": None})
    nothing = {"saving": None, "low": None, "high": None, "covers": (), "after": ()}
    return one.model_copy(update={**nothing, "life": life})
