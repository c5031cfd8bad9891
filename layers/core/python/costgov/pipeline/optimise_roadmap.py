"""The roadmap: the backlog in phases, and the safest set for every percentage of the spend."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from typing import Final

from costgov.analysis.roadmap import Candidate, Choice, Selection
from costgov.domain.backlog.policy import AdvicePolicy
from costgov.domain.backlog.recommendation import Recommendation
from costgov.domain.backlog.standing import TO_DO, Decision, Stance, standing
from costgov.domain.backlog.summary import Spend
from costgov.domain.findings import Level, PricedOption, Saving
from costgov.domain.roadmap import (
    MAX_TARGET,
    MIN_TARGET,
    RISK_POINTS,
    SHOWN,
    Phase,
    PhaseName,
    Pick,
    Roadmap,
    Step,
    TargetSet,
)

_PHASES: Final[dict[PhaseName, str]] = {
    "now": "little risk and little work",
    "next": "some risk or some work, or after something of the first phase",
    "later": "high risk or much work",
}
_LATEST: Final = {Level.LOW: 0, Level.MEDIUM: 1, Level.HIGH: 2}
_NAMES: Final = tuple(_PHASES)
_NOTHING: Final = Decimal(0)
_CENTS: Final = 100
_TENTHS: Final = 10
_STEP: Final = Decimal("0.1")
_QUOTIENT: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a recommendation: by one of its options, or as it stands."""

    recommendation: Recommendation
    option: PricedOption | None
    saving: Decimal
    risk: Decimal
    hours: Decimal

    @property
    def id(self) -> str:
        """The recommendation's and the option's."""
        return f"{self.recommendation.id}/{self.option.name if self.option else ''}"

    @property
    def group(self) -> str:
        """Of ways of the same group one excludes the others."""
        return self.recommendation.life.covered_by or self.recommendation.id


@dataclass(frozen=True)
class Planning:
    """The ways to save of one currency on a day, as people have decided by then."""

    as_of: date
    currency: str
    spend: Spend | None
    policy: AdvicePolicy
    recommendations: Sequence[Recommendation]
    decisions: Mapping[str, Decision]

    def roadmap(self) -> Roadmap:
        """The phases of everything that is to be done by its advised option."""
        advised = list(self._advised())
        numbers = _phase_numbers([way.recommendation for way in advised])
        phases = tuple(
            self._phase(name, [way for way in advised if numbers[way.recommendation.id] == number])
            for number, name in enumerate(_NAMES)
        )
        saving = sum((phase.saving for phase in phases), _NOTHING)
        most = self._amount(self.choice.most().saving)
        return Roadmap(
            as_of=self.as_of,
            currency=self.currency,
            spend=self.spend,
            phases=phases,
            saving=saving,
            investment=self.policy.investment(
                sum((phase.hours for phase in phases), _NOTHING), saving
            ),
            most=most,
            most_percent=self._percent(most),
            notes=tuple(self._notes()),
        )

    def targets(self, is_late: Callable[[], bool]) -> Iterator[TargetSet]:
        """The set of each whole percentage in reach, the set that saves most before them.

        Stops between two when it is late.
        """
        if self.spend is None or self.spend.amount <= 0:
            return
        most = self.choice.most()
        yield self._target(self.spend, None, most)
        for percent in range(MIN_TARGET, MAX_TARGET + 1):
            if is_late():
                return
            wanted = self.spend.amount * percent
            found = self.choice.least_risk(int(wanted.to_integral_value(ROUND_CEILING)))
            if found is None:
                return
            yield self._target(self.spend, percent, found)

    @cached_property
    def choice(self) -> Choice:
        """Every way to save as the solver takes it."""
        return Choice([self._candidate(way) for way in self._ways.values()])

    @cached_property
    def _ways(self) -> dict[str, Way]:
        return {way.id: way for one in self._open() for way in self._ways_of(one)}

    def _open(self) -> Iterator[Recommendation]:
        """What may still be done; what waits behind another is another way to do that."""
        states = {
            one.id: standing(one.life, self.decisions.get(one.id), self.as_of).state
            for one in self.recommendations
        }
        for one in sorted(self.recommendations, key=lambda one: one.id):
            first = one.life.covered_by
            to_do = states[one.id] in TO_DO
            instead = states[one.id] is Stance.COVERED and states.get(first or "") in TO_DO
            if _saving(one, self.currency) and (to_do or instead):
                yield one

    def _ways_of(self, one: Recommendation) -> Iterator[Way]:
        share = _share(one)
        for option in one.finding.options:
            if option.saving and option.saving.amount > 0:
                saving = _floored(option.saving.amount * share)
                if saving > 0:
                    yield self._way(one, option, saving)
        if not one.finding.options and (saving := _counting(one)) > 0:
            yield self._way(one, None, saving)

    def _advised(self) -> Iterator[Way]:
        for one in self._open():
            if one.life.covered_by is None and (saving := _counting(one)) > 0:
                option = one.finding.options[0] if one.finding.options else None
                yield self._way(one, option, saving)

    def _way(self, one: Recommendation, option: PricedOption | None, saving: Decimal) -> Way:
        points = Decimal(RISK_POINTS[one.finding.risk])
        if option is not None and option.risk is not None:
            points += (Decimal(str(option.risk)) * 100).quantize(_STEP)
        return Way(one, option, saving, points, self.policy.hours(one.finding.effort))

    def _candidate(self, way: Way) -> Candidate:
        return Candidate(
            id=way.id,
            group=way.group,
            saving=int(way.saving * _CENTS),
            risk=int(way.risk * _TENTHS),
            effort=int(way.hours * _TENTHS),
            requires=way.recommendation.after,
        )

    def _target(self, spend: Spend, percent: int | None, found: Selection) -> TargetSet:
        ways = [self._ways[one.id] for one in found.chosen]
        saving = sum((way.saving for way in ways), _NOTHING)
        hours = sum((way.hours for way in ways), _NOTHING)
        return TargetSet(
            as_of=self.as_of,
            currency=self.currency,
            spend=spend,
            target_percent=percent,
            saving=saving,
            percent=_percent_of(saving, spend.amount),
            risk=sum((way.risk for way in ways), _NOTHING),
            hours=hours,
            investment=self.policy.investment(hours, saving),
            picks=tuple(map(_pick, _largest_first(ways))),
        )

    def _phase(self, name: PhaseName, ways: Sequence[Way]) -> Phase:
        saving = sum((way.saving for way in ways), _NOTHING)
        hours = sum((way.hours for way in ways), _NOTHING)
        return Phase(
            name=name,
            why=_PHASES[name],
            count=len(ways),
            saving=saving,
            risk=sum((way.risk for way in ways), _NOTHING),
            hours=hours,
            investment=self.policy.investment(hours, saving),
            steps=tuple(self._step(way) for way in _largest_first(ways)[:SHOWN]),
        )

    def _step(self, way: Way) -> Step:
        one, finding = way.recommendation, way.recommendation.finding
        return Step(
            id=one.id,
            option=way.option.name if way.option else "",
            title=finding.title,
            name=finding.subject.name,
            account_id=finding.subject.account_id,
            owner=one.owner,
            action=finding.action,
            saving=way.saving,
            risk=way.risk,
            effort=finding.effort,
            hours=way.hours,
            after=one.after,
            before_doing=one.before_doing,
            investment=self.policy.investment(way.hours, way.saving),
        )

    def _notes(self) -> Iterator[str]:
        waiting = [one for one in self._open() if one.life.covered_by is not None]
        if waiting:
            yield f"{len(waiting)} more are other ways to do one of these"
        if self.spend is None:
            yield f"no spend in {self.currency} is known, so there is no percentage to aim at"

    @staticmethod
    def _amount(cents: int) -> Decimal:
        return Decimal(cents) / _CENTS

    def _percent(self, saving: Decimal) -> Decimal | None:
        if self.spend is None or self.spend.amount <= 0:
            return None
        return _percent_of(saving, self.spend.amount)


def _pick(way: Way) -> Pick:
    return Pick(
        id=way.recommendation.id,
        option=way.option.name if way.option else "",
        saving=way.saving,
        risk=way.risk,
        hours=way.hours,
    )


def _phase_numbers(found: Sequence[Recommendation]) -> dict[str, int]:
    """0 now, 1 next, 2 later; what comes after something else is never before or beside it."""
    own = {one.id: max(_LATEST[one.finding.risk], _LATEST[one.finding.effort]) for one in found}
    waiting = {one.id: [name for name in one.after if name in own] for one in found}
    for one in found:
        if others := waiting[one.id]:
            after = max(own[name] for name in others) + 1
            own[one.id] = min(max(own[one.id], after), len(_NAMES) - 1)
    return own


def _saving(one: Recommendation, currency: str) -> Saving | None:
    saving = one.finding.saving
    return saving if saving and saving.currency == currency and saving.amount > 0 else None


def _counting(one: Recommendation) -> Decimal:
    return _floored(one.saving or _NOTHING)


def _share(one: Recommendation) -> Decimal:
    """How much of its own saving counts, which is that of its first option."""
    saving = one.finding.saving
    if one.saving is None or saving is None or saving.amount <= 0:
        return _NOTHING
    return _QUOTIENT.divide(one.saving, saving.amount)


def _floored(amount: Decimal) -> Decimal:
    """To the cent, never more than it is."""
    return amount.quantize(Decimal("0.01"), ROUND_FLOOR)


def _percent_of(saving: Decimal, spend: Decimal) -> Decimal:
    return _QUOTIENT.divide(saving * 100, spend).quantize(Decimal("0.01"), ROUND_FLOOR)


def _largest_first(ways: Iterable[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: (-way.saving, way.id))
