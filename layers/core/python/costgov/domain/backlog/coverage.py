"""What was looked at and what could not be seen: counts, reasons, places and checks."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from costgov.domain.findings import Action, CheckCount, Level, NoAdvice
from costgov.domain.runs import Frozen

REASONS: Final = 300
"""So many reasons for no advice are listed for an account, those of most resources first."""

EXAMPLES: Final = 10
"""So many resources are named for each of them."""


class Example(Frozen):
    """A resource as it is named where many share something."""

    id: str
    name: str
    region: str


class NoAdviceGroup(Frozen):
    """Resources of which a check could not tell anything, for one reason."""

    check: str
    kind: str
    reason: str
    count: int
    examples: tuple[Example, ...]


class NotSeen(Frozen):
    """Something that this run could not look at, in AWS's or our own words."""

    reason: str
    detail: str


class PlaceSeen(Frozen):
    """A region of an account ("global" for what belongs to none) and what was seen there.

    `as_of` is the day of its inventory, None where there has never been one; `kinds` counts the
    resources by CloudFormation type.
    """

    region: str
    as_of: date | None
    resources: int
    kinds: dict[str, int]
    not_seen: tuple[NotSeen, ...] = ()


class AccountAdvice(Frozen):
    """An account: what was looked at, what checks came to, and why there is no advice.

    `more_reasons` and `more_resources` are what the bounded list of reasons leaves out.
    """

    account_id: str
    as_of: date
    places: tuple[PlaceSeen, ...]
    checks: tuple[CheckCount, ...]
    no_advice: tuple[NoAdviceGroup, ...]
    more_reasons: int = 0
    more_resources: int = 0

    @property
    def resources(self) -> int:
        """How many resources were looked at."""
        return sum(place.resources for place in self.places)


class ThresholdInfo(Frozen):
    """A figure that decides, as it is by default and as it is set."""

    default: str
    value: str
    unit: str
    meaning: str


class CheckInfo(Frozen):
    """A check's metadata, and how it is set here."""

    id: str
    title: str
    why: str
    kinds: tuple[str, ...]
    action: Action
    severity: Level
    effort: Level
    risk: Level
    reversible: bool
    iam: tuple[str, ...]
    metrics: tuple[str, ...]
    window_days: int
    docs: str
    thresholds: dict[str, ThresholdInfo]
    enabled: bool


class CheckList(Frozen):
    """Every check there is, by id."""

    as_of: date
    checks: tuple[CheckInfo, ...]


class NoAdviceTally:
    """Counts reasons for no advice as they come; holds a few examples of each."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._examples: defaultdict[tuple[str, str, str], list[Example]] = defaultdict(list)

    def add(self, check: str, kind: str, reason: str, example: Example) -> None:
        """One more resource."""
        key = (check, kind, reason)
        self._counts[key] += 1
        if self._counts[key] <= EXAMPLES:
            self._examples[key].append(example)

    def groups(self) -> tuple[NoAdviceGroup, ...]:
        """The reasons of most resources first, as many as are listed."""
        return tuple(
            NoAdviceGroup(
                check=key[0],
                kind=key[1],
                reason=key[2],
                count=count,
                examples=tuple(self._examples[key]),
            )
            for key, count in self._ordered()[:REASONS]
        )

    def left_out(self) -> tuple[int, int]:
        """How many reasons, and resources under them, `groups` leaves out."""
        rest = self._ordered()[REASONS:]
        return len(rest), sum(count for _, count in rest)

    def _ordered(self) -> list[tuple[tuple[str, str, str], int]]:
        return sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))


def nothing_seen(account_id: str, as_of: date) -> AccountAdvice:
    """An account none of whose resources were looked at."""
    return AccountAdvice(account_id=account_id, as_of=as_of, places=(), checks=(), no_advice=())


def with_reason(advice: AccountAdvice, one: NoAdvice) -> AccountAdvice:
    """The same with one more reason for no advice."""
    subject = one.subject
    example = Example(id=subject.id, name=subject.name, region=subject.region)
    group = NoAdviceGroup(
        check=one.check, kind=subject.kind, reason=one.reason, count=1, examples=(example,)
    )
    return advice.model_copy(update={"no_advice": (*advice.no_advice, group)})


def added(counts: Iterable[CheckCount]) -> tuple[CheckCount, ...]:
    """Counts of several accounts, by check."""
    by_check: defaultdict[str, list[CheckCount]] = defaultdict(list)
    for one in counts:
        by_check[one.check].append(one)
    return tuple(
        CheckCount(
            check=name,
            looked_at=sum(one.looked_at for one in group),
            passed=sum(one.passed for one in group),
            failed=sum(one.failed for one in group),
            unknown=sum(one.unknown for one in group),
        )
        for name, group in sorted(by_check.items())
    )
