"""What findings on one resource come to together: no money is saved twice.

On a resource the first of delete, schedule, resize, modernise and rate makes the next ones on the
same part of its cost superfluous; they wait behind it. What only changes how the resource is set
up is added, on what the others leave.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Final

from costgov.domain.findings import Action, Finding
from costgov.domain.money import minor_units

CHAIN: Final = (
    Action.DELETE,
    Action.SCHEDULE,
    Action.RESIZE,
    Action.MODERNISE,
    Action.RATE,
)
"""What one makes superfluous of the next."""

_RANK: Final = {action: rank for rank, action in enumerate(Action)}


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of today with what is needed to see what it overlaps with.

    `parts` are the things it is charged for (`ec2.instance`, `ebs.storage`), none where nobody
    knows; `left` the share of their cost that is left afterwards, None where that has no price;
    `whole` says that nothing of the resource is left. With `ours` false it is AWS's own advice.
    """

    finding: Finding
    parts: frozenset[str] = frozenset()
    left: Decimal | None = None
    whole: bool = False
    ours: bool = True

    def overlaps(self, other: "Found") -> bool:
        """Whether both are about the same money."""
        return not self.parts or not other.parts or not self.parts.isdisjoint(other.parts)


@dataclass(frozen=True, slots=True)
class Counted:
    """A finding and what of its saving counts beside the others.

    `amount`, `low` and `high` are a month's, None where there is no price; `why` says what was
    taken off. `after` are the ids of what is to be done before.
    """

    found: Found
    amount: Decimal | None
    low: Decimal | None
    high: Decimal | None
    covered_by: str | None = None
    covers: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    why: str = ""

    @property
    def id(self) -> str:
        """The finding's."""
        return self.found.finding.id

    def scaled(self, share: Decimal, why: str) -> "Counted":
        """The same with only a share of its saving, rounded towards nothing."""
        if self.amount is None or self.found.finding.saving is None:
            return self
        places = minor_units(self.found.finding.saving.currency)
        amount, low, high = (
            _scaled(value, share, places) for value in (self.amount, self.low, self.high)
        )
        said = f"{self.why} {why}".strip()
        return replace(self, amount=amount, low=low, high=high, why=said)


def _scaled(value: Decimal | None, share: Decimal, places: int) -> Decimal | None:
    if value is None:
        return None
    return (value * share).quantize(Decimal(1).scaleb(-places), ROUND_DOWN)


def counted(found: Iterable[Found], dismissed: Iterable[str] = ()) -> list[Counted]:
    """What each finding counts; those whose ids are `dismissed` neither count nor cover others."""
    set_aside = frozenset(dismissed)
    by_resource: defaultdict[tuple[str, str, str], list[Found]] = defaultdict(list)
    for one in found:
        subject = one.finding.subject
        by_resource[subject.account_id, subject.region, subject.arn].append(one)
    return [
        result
        for group in by_resource.values()
        for result in _of_resource(sorted(group, key=_order), set_aside)
    ]


def _order(found: Found) -> tuple[bool, int, Decimal, str]:
    finding = found.finding
    saving = finding.saving.amount if finding.saving else Decimal(0)
    # Ours before AWS's: it is the one whose computation can be shown.
    return not found.ours, _RANK[finding.action], -saving, finding.check


def _of_resource(group: Sequence[Found], set_aside: frozenset[str]) -> Iterator[Counted]:
    kept: list[Counted] = []
    behind: defaultdict[str, list[str]] = defaultdict(list)
    waiting: list[Counted] = []
    for one in group:
        own = _alone(one)
        if own.id in set_aside:
            waiting.append(replace(own, amount=None, low=None, high=None))
        elif (first := _first(one, kept)) is not None:
            waiting.append(replace(own, covered_by=first.id))
            behind[first.id].append(own.id)
        else:
            kept.append(_beside(own, kept))
    yield from (replace(one, covers=tuple(behind[one.id])) for one in kept)
    yield from waiting


def _alone(found: Found) -> Counted:
    """Its own saving, which is never more than what it is about costs."""
    saving, cost = found.finding.saving, found.finding.monthly_cost
    if saving is None:
        return Counted(found, None, None, None)
    own = Counted(found, saving.amount, saving.low, saving.high)
    if cost is None or saving.amount <= cost:
        return own
    why = f"Clipped to the {cost} {saving.currency} that it costs a month."
    return replace(own, amount=cost, low=min(saving.low, cost), high=cost, why=why)


def _first(found: Found, kept: Sequence[Counted]) -> Counted | None:
    """What makes it superfluous, if anything does."""
    for one in kept:
        if one.found.whole:
            return one
        chained = one.found.finding.action in CHAIN and found.finding.action in CHAIN
        if chained and one.found.overlaps(found):
            return one
    return None


def _beside(own: Counted, kept: Sequence[Counted]) -> Counted:
    """The saving on what is left of the parts that others save on before."""
    left = Decimal(1)
    names: list[str] = []
    for one in kept:
        share = one.found.left
        if own.found.parts & one.found.parts and share is not None and share < 1:
            left *= max(share, Decimal(0))
            names.append(one.found.finding.check)
    if not names:
        return own
    return own.scaled(left, f"Counted on the {left:.1%} that {', '.join(names)} would leave.")
