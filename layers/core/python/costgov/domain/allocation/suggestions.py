"""Which further rules would catch most of the money that no rule matches.

Candidates are one account, one service, one tag value, or the common beginning of several accounts'
names, services or tag values. The best is taken, tried out on the charges by the very rules that
will decide, and the next is looked for in what is left: what a suggestion says it catches is what
it caught.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from costgov.domain.allocation.charges import Charges, decide
from costgov.domain.allocation.plan import ACCOUNT_NAME, Rule
from costgov.domain.allocation.rules import Rules
from costgov.domain.costs import ACCOUNT, SERVICE, TAG_PREFIX
from costgov.domain.money import EXACT, exact_sum

# A word of a name with what separates it from the next.
_WORD = re.compile(r"[^\s\-_/:.]+[\s\-_/:.]*")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
# As long as a rule's text, and its pattern, may be.
_LONGEST = 240
# Words that begin many services' names and say nothing of whose they are.
_EMPTY_WORDS = frozenset(
    "amazon aws azure cloud elastic google managed microsoft oracle simple".split()
)
# A unit that has this much of an account's (or tag value's) allocated cost likely has the rest.
_MOSTLY = Decimal("0.66")
ZERO = Decimal(0)

type Known = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A condition: the name's value is `text`, or begins with it."""

    name: str
    text: str
    prefix: bool = False

    def rule(self, unit: str) -> Rule:
        """The rule with this one condition."""
        field = self.name
        what: dict[str, object] = {}
        if field.startswith(TAG_PREFIX):
            what["tag"], field = field.removeprefix(TAG_PREFIX), "value"
        beginning = _SPECIAL.sub(r"\\\g<0>", self.text)
        what |= {f"{field}_regex": f"{beginning}.*"} if self.prefix else {field: self.text}
        return Rule.model_validate({**what, "unit": unit})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule to add after the others, and the EffectiveCost of the month that it would catch.

    `likely` says that the unit already has most of the rest of the same account or tag value;
    otherwise the unit's name is a placeholder to be replaced.
    """

    rule: Rule
    likely: bool
    caught: Decimal


type Money = Charges[Decimal]
type Owners = Mapping[Known, Mapping[str, Decimal]]


def suggest(
    left: Sequence[Money], owners: Owners, asked: frozenset[str], limit: int = 10
) -> Iterator[Suggestion]:
    """The rules that catch most of what no rule matches, the best first.

    `left` is every account's rest (see `Decision.left`), `owners` the allocated cost by unit of
    each account and tag value, `asked` the tags that the rules ask for: a value of any other tag is
    proposed only where its owner is likely. Each suggestion holds after those before it.
    """
    rest, gains = list(left), _Gains(owners, asked)
    for charges in rest:
        gains.add(charges)
    for _ in range(limit):
        best = gains.best()
        if best is None:
            return
        rule, caught, after = gains.rule(best), ZERO, []
        rules = Rules.compiled([rule])
        for charges in rest:
            if not _concerns(best, charges):
                after.append(charges)
                continue
            decision = decide(rules, charges)
            matched = (one.amounts for one in decision.groups if isinstance(one.verdict, str))
            caught = EXACT.add(caught, exact_sum(matched))
            gains.remove(charges)
            if (left_of_it := decision.left()) is not None:
                gains.add(left_of_it)
                after.append(left_of_it)
        rest = after
        gains.tried.add(best)
        if caught:
            yield Suggestion(rule, gains.owner(best) is not None, caught)


def _concerns(candidate: Candidate, charges: Money) -> bool:
    values = charges.possible().get(candidate.name, frozenset())
    if candidate.prefix:
        return any(value and value.startswith(candidate.text) for value in values)
    return candidate.text in values


@dataclass(slots=True)
class _Gains:
    """What each candidate would catch of the charges that are left, kept up as they change."""

    owners: Owners
    asked: frozenset[str]
    sums: dict[Candidate, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    tried: set[Candidate] = field(default_factory=set)

    def add(self, charges: Money) -> None:
        for candidate, amount in _contributions(charges):
            self.sums[candidate] = EXACT.add(self.sums[candidate], amount)

    def remove(self, charges: Money) -> None:
        for candidate, amount in _contributions(charges):
            self.sums[candidate] = EXACT.subtract(self.sums[candidate], amount)

    def best(self) -> Candidate | None:
        """The candidate with the largest amount; of equals the plainest."""
        return min(
            (one for one, amount in self.sums.items() if amount and self._proposable(one)),
            key=lambda one: (-abs(self.sums[one]), one.prefix, one.name, one.text),
            default=None,
        )

    def _proposable(self, candidate: Candidate) -> bool:
        if candidate in self.tried or len(candidate.text) > _LONGEST:
            return False
        known = not candidate.name.startswith(TAG_PREFIX) or candidate.name in self.asked
        return known or self.owner(candidate) is not None

    def rule(self, candidate: Candidate) -> Rule:
        """The candidate as a rule that names its likely owner, or else quotes what it matches."""
        return candidate.rule(self.owner(candidate) or _plain(candidate.text.strip()) or "unit")

    def owner(self, candidate: Candidate) -> str | None:
        """The unit that has most of what else the account or tag value costs."""
        known = self.owners.get((candidate.name, candidate.text), {})
        owned = {unit: cost for unit, cost in known.items() if cost > 0}
        unit = max(sorted(owned), key=lambda name: owned[name], default=None)
        if unit is None or candidate.prefix or unit != _plain(unit):
            return None
        least = EXACT.multiply(_MOSTLY, exact_sum(owned.values()))
        return unit if owned[unit] >= least else None


def _contributions(charges: Money) -> Iterator[tuple[Candidate, Decimal]]:
    whole = exact_sum(charges.groupings[0].cells.values())
    for account in filter(None, charges.known.get(ACCOUNT, ())):
        yield Candidate(ACCOUNT, account), whole
    for name in filter(None, charges.known.get(ACCOUNT_NAME, ())):
        for beginning in beginnings(ACCOUNT_NAME, name):
            yield Candidate(ACCOUNT_NAME, beginning, prefix=True), whole
    for grouping in charges.groupings:
        for values, amount in grouping.cells.items():
            for name, value in zip(grouping.names, values, strict=True):
                if value:
                    yield Candidate(name, value), amount
                    for beginning in beginnings(name, value):
                        yield Candidate(name, beginning, prefix=True), amount


def _plain(text: str) -> str:
    """Text as a rule's unit can hold it: braces would quote something."""
    return text.replace("{", "(").replace("}", ")")


def beginnings(name: str, value: str) -> Iterator[str]:
    """The beginnings of a value that end with a word and say something, but for the whole value.

    >>> list(beginnings("service", "AWS Support (Business)")), list(beginnings("tag:Team", "a-b"))
    (['AWS Support '], ['a-'])
    """
    empty = name == SERVICE
    beginning = ""
    for word in _WORD.findall(value):
        beginning += word
        empty = empty and word.strip().lower() in _EMPTY_WORDS
        if not empty and beginning != value:
            yield beginning
